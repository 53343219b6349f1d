using System.Text;

namespace Discovery.Tests.ElastiCache;

/// <summary>Golden replies and the ways to feed them.</summary>
internal static class Replies
{
    public const string Aws =
        "12\nmyCluster.pc4ldq.0001.use1.cache.amazonaws.com|10.82.235.120|11211 myCluster.pc4ldq.0002.use1.cache.amazonaws.com|10.80.249.27|11211\n";

    public const string Tls =
        "13\nmyCluster.pc4ldq.0001.use1.cache.amazonaws.com||11211 myCluster.pc4ldq.0002.use1.cache.amazonaws.com||11211\n";

    public const string V6 = "3\nc.x.0001.use1.cache.amazonaws.com|2600:1f18::a|11211\n";

    public const string Memorystore = "1\n10.0.0.3|10.0.0.3|11211 10.0.0.4|10.0.0.4|11211\n";

    public static byte[] Frame(string body, int? declared = null, string header = "CONFIG cluster") =>
        Encoding.Latin1.GetBytes($"{header} 0 {declared ?? body.Length}\r\n{body}\r\nEND\r\n");

    /// <summary>Feeds a reader with the bytes in pieces and returns its reply, or null when the bytes are used up.</summary>
    public static ConfigReply? Read(ConfigCommand command, params ReadOnlySpan<byte[]> pieces)
    {
        var reader = new ConfigReplyReader(command);
        foreach (var piece in pieces)
        {
            for (var rest = piece.AsMemory(); rest.Length > 0;)
            {
                var free = reader.GetMemory();
                var count = Math.Min(free.Length, rest.Length);
                rest[..count].CopyTo(free);
                rest = rest[count..];
                if (reader.Advance(count) is { } reply)
                    return reply;
            }
        }

        return null;
    }

    public static ConfigReply? Read(string text) => Read(ConfigCommand.Current, Encoding.Latin1.GetBytes(text));
}
