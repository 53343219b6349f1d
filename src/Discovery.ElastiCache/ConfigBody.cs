using System.Globalization;

namespace Discovery;

/// <summary>Reads a body: the version, a line feed, the nodes. One bad word refuses all of it, for a partial ring is worse than an old one.</summary>
internal static class ConfigBody
{
    public const int MaxNodes = 1000;

    public static NodeSet Parse(string body)
    {
        var lines = body.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length is 0 or > 2)
            throw Malformed($"the body has {lines.Length} lines instead of a version and the nodes.");
        if (!ulong.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out var version))
            throw Malformed($"the version '{ForeignReply.Printable(lines[0])}' is not a number from 0 to {ulong.MaxValue}.");
        var words = lines.Length == 1 ? [] : lines[1].Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
            throw new ConfigEndpointException(EndpointTrouble.NoNodes, $"the configuration of version {version} lists no node; the last list stays in use.");
        if (words.Length > MaxNodes)
            throw Malformed($"the configuration lists {words.Length} nodes; {MaxNodes} is the most that is accepted.");
        return new NodeSet(words.Select(ConfigNode.Parse).DistinctBy(node => node.Name, StringComparer.Ordinal), version);
    }

    private static ConfigEndpointException Malformed(string message) => new(EndpointTrouble.BadReply, message);
}
