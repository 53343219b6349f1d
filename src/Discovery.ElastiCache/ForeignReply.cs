namespace Discovery;

/// <summary>Tells from the beginning of a reply what is there instead of a configuration endpoint.</summary>
internal static class ForeignReply
{
    private const byte TlsAlert = 0x15;
    private const int LongestQuote = 100;

    /// <summary>Refuses what is no text at all, and so may never have a line end.</summary>
    public static void ThrowIfBinary(byte first)
    {
        if (first == TlsAlert)
            throw new ConfigEndpointException(EndpointTrouble.Misconfigured, "it answers with a TLS alert: the cluster has in-transit encryption. Set {section}:UseTls to true.");
        if (first is (< (byte)' ' or > (byte)'~') and not ((byte)'\r' or (byte)'\n'))
            throw new ConfigEndpointException(EndpointTrouble.BadReply, $"the reply begins with the octet 0x{first:X2}, which is not the memcached protocol. Check {{section}}:Endpoint.");
    }

    public static ConfigEndpointException Describe(string line)
    {
        var quoted = $"'{Printable(line)}'";
        if (line.StartsWith("CLIENT_ERROR", StringComparison.Ordinal) || line.StartsWith("SERVER_ERROR", StringComparison.Ordinal))
            return new(EndpointTrouble.BadReply, $"it answers {quoted}.");
        if (line.Length > 0 && line[0] is '-' or '+' or '*' or '$' or ':')
            return new(EndpointTrouble.Misconfigured, $"it answers {quoted}, as Redis or Valkey does. Give {{section}}:Endpoint the configuration endpoint of a Memcached cluster.");
        if (line.StartsWith("HTTP/", StringComparison.Ordinal))
            return new(EndpointTrouble.Misconfigured, $"it answers {quoted}, as a web server does. Give {{section}}:Endpoint the configuration endpoint of a Memcached cluster.");
        return new(EndpointTrouble.BadReply, $"the reply begins with {quoted}, which is no answer to the question.");
    }

    /// <summary>A text from the wire, safe to stand in a message and a log line.</summary>
    public static string Printable(string text)
    {
        var cut = text.Length <= LongestQuote ? text : string.Concat(text.AsSpan(0, LongestQuote), "...");
        return string.Concat(cut.Select(c => c is >= ' ' and <= '~' ? c : '?'));
    }
}
