using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Discovery;

/// <summary>Reads the written list; the validator wants its failures, the source its nodes.</summary>
internal static class StaticNodeList
{
    private const int MaxWeight = 1_000_000;

    public static List<Node> Read(StaticOptions options, ICollection<string> failures)
    {
        var nodes = new Dictionary<string, Node>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < options.Nodes.Count; i++)
        {
            if (!TryRead(options.Nodes[i], out var node, out var reason))
                failures.Add($"Static:Nodes:{i}: {reason}");
            else if (!nodes.TryAdd(node.Name, node) && nodes[node.Name].Weight != node.Weight)
                failures.Add($"Static:Nodes:{i}: '{options.Nodes[i].Trim()}' repeats '{node.Name}' with another weight; keep one of them.");
        }

        if (options.Nodes.Count == 0)
            failures.Add("Static:Nodes has no node; write a list such as [ \"10.0.0.1:11211\", \"10.0.0.2:11211\" ].");
        return [.. nodes.Values];
    }

    private static bool TryRead(string? text, [NotNullWhen(true)] out Node? node, [NotNullWhen(false)] out string? reason)
    {
        node = null;
        var trimmed = (text ?? "").Trim();
        var star = trimmed.LastIndexOf('*');
        if (!HostPort.TryParse(star < 0 ? trimmed : trimmed[..star], out var endpoint, out reason))
            return false;
        var weight = 1;
        if (star >= 0 && !TryReadWeight(trimmed.AsSpan(star + 1), out weight))
        {
            reason = $"the weight in '{trimmed}' is not a number from 1 to {MaxWeight}. Write host:port*weight.";
            return false;
        }

        node = new Node(endpoint.Host, endpoint.Port, weight: weight);
        return true;
    }

    private static bool TryReadWeight(ReadOnlySpan<char> text, out int weight) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out weight) && weight is >= 1 and <= MaxWeight;
}
