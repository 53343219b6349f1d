using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery;

/// <summary>Reads <c>host|ip|port</c>. The host may be blank when the IP is not, and the other way round.</summary>
internal static class ConfigNode
{
    public static Node Parse(string text)
    {
        var parts = text.Split('|', StringSplitOptions.TrimEntries);
        if (parts.Length != 3)
            throw Malformed(text, "it does not have exactly two bars");
        if (!int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var port) || port is < 1 or > 65535)
            throw Malformed(text, "the port is not a number from 1 to 65535");
        IPAddress? address = null;
        if (parts[1].Length > 0 && !TryReadAddress(parts[1], out address))
            throw Malformed(text, "the IP is not an address");
        var host = NormalizeHost(parts[0].Length > 0 ? parts[0] : parts[1]);
        if (host.Length == 0)
            throw Malformed(text, "it has neither host nor IP");
        return HostPort.IsHost(host) ? new Node(host, port, address: address) : throw Malformed(text, "the host is not a host name");
    }

    /// <summary>The one spelling under which a host is a place on the ring: lower case, no trailing dot.</summary>
    public static string NormalizeHost(string host) => (host.EndsWith('.') ? host[..^1] : host).ToLowerInvariant();

    // the framework also reads '1' and '0x7f.1' as IPv4 addresses
    private static bool TryReadAddress(string text, out IPAddress? address) =>
        IPAddress.TryParse(text, out address)
        && (address.AddressFamily == AddressFamily.InterNetworkV6 || string.Equals(address.ToString(), text, StringComparison.Ordinal))
        && !address.Equals(IPAddress.Any)
        && !address.Equals(IPAddress.IPv6Any);

    private static ConfigEndpointException Malformed(string text, string reason) =>
        new(EndpointTrouble.BadReply, $"'{ForeignReply.Printable(text)}' is not a node: {reason}. The whole answer is refused.");
}
