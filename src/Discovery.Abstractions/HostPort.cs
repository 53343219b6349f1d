using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery;

/// <summary>A host (name, IPv4 or IPv6 literal) and a port, as users write them: <c>host:port</c> or <c>[v6]:port</c>.</summary>
/// <param name="Host">A host name or an IP literal; an IPv6 literal without brackets.</param>
/// <param name="Port">A TCP port, 1 to 65535.</param>
public readonly record struct HostPort(string Host, int Port)
{
    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c>.</summary>
    /// <param name="text">The text to read; surrounding blanks are ignored.</param>
    /// <returns>The host and the port.</returns>
    /// <exception cref="FormatException">The text is not an endpoint; the message has the text and the reason.</exception>
    public static HostPort Parse(string? text) =>
        TryParse(text, out var result, out var reason) ? result : throw new FormatException(reason);

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c> without throwing.</summary>
    /// <param name="text">The text to read; surrounding blanks are ignored.</param>
    /// <param name="result">The host and the port.</param>
    /// <param name="reason">Why the text is not an endpoint, with the text in it; null on success.</param>
    /// <returns>Whether the text is an endpoint.</returns>
    public static bool TryParse(string? text, out HostPort result, [NotNullWhen(false)] out string? reason)
    {
        result = default;
        var trimmed = (text ?? "").Trim();
        reason = Split(trimmed, out var host, out var portText)
            ?? CheckHost(host)
            ?? CheckPort(portText, out var port, out result, host);
        if (reason is null)
            return true;
        reason = $"'{trimmed}' is not an endpoint: {reason} Write host:port or [IPv6]:port.";
        return false;
    }

    /// <summary>Whether a text may be the host of a node: a DNS name or an IP literal.</summary>
    /// <param name="host">The text, without brackets.</param>
    /// <returns>True when it can be dialled.</returns>
    public static bool IsHost([NotNullWhen(true)] string? host) => !string.IsNullOrEmpty(host) && CheckHost(host) is null;

    /// <summary>Prints the endpoint as <see cref="Parse"/> reads it; an IPv6 literal gets its brackets.</summary>
    /// <returns><c>host:port</c> or <c>[v6]:port</c>.</returns>
    public override string ToString() =>
        Host.Contains(':', StringComparison.Ordinal)
            ? string.Create(CultureInfo.InvariantCulture, $"[{Host}]:{Port}")
            : string.Create(CultureInfo.InvariantCulture, $"{Host}:{Port}");

    private static string? Split(string text, out string host, out string port)
    {
        host = port = "";
        if (text.Length == 0)
            return "it is empty.";
        var bracket = text[0] == '[' ? text.IndexOf(']', StringComparison.Ordinal) : -1;
        if (text[0] == '[' && bracket < 0)
            return "the bracket is never closed.";
        var colon = text.IndexOf(':', bracket < 0 ? 0 : bracket);
        if (colon < 0)
            return "it has no port.";
        if (bracket >= 0 && colon != bracket + 1)
            return "the port must follow the bracket.";
        if (bracket < 0 && colon != text.LastIndexOf(':'))
            return "an IPv6 address must stand in brackets.";
        host = bracket < 0 ? text[..colon] : text[1..bracket];
        port = text[(colon + 1)..];
        return bracket >= 0 && !IsV6(host) ? "what stands in brackets is not an IPv6 address." : null;
    }

    private static string? CheckHost(string host)
    {
        if (host.Length == 0)
            return "it has no host.";
        if (IsV6(host))
            return null;
        if (host.Length > 253)
            return "the host is longer than 253 characters.";
        foreach (var c in host)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '-' or '_'))
                return "the host has a character that no host name has.";
        }

        return null;
    }

    private static string? CheckPort(string text, out int port, out HostPort result, string host)
    {
        var ok = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port) && port is >= 1 and <= 65535;
        result = ok ? new HostPort(host, port) : default;
        return ok ? null : text.Length == 0 ? "it has no port." : $"the port '{text}' is not a number from 1 to 65535.";
    }

    // IPAddress also reads brackets, with a port behind them
    private static bool IsV6(string host) =>
        host.Contains(':', StringComparison.Ordinal)
        && !host.Contains('[', StringComparison.Ordinal)
        && IPAddress.TryParse(host, out var address)
        && address.AddressFamily == AddressFamily.InterNetworkV6;
}
