namespace Discovery;

/// <summary>
/// Tells clusters apart by their hosts. ElastiCache numbers the nodes of a cluster in one label of four digits, such as
/// <c>my.pc4ldq.0001.use1.cache.amazonaws.com</c>; what is left without it belongs to the cluster.
/// </summary>
internal static class ClusterIdentity
{
    private const int DigitsOfANode = 4;

    /// <summary>Whether it is certain that two lists are of different clusters. Hosts that are not numbered so prove nothing.</summary>
    public static bool AreDifferent(NodeSet one, NodeSet other)
    {
        var first = one.Nodes.Select(node => Of(node.Host)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var second = other.Nodes.Select(node => Of(node.Host)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return !first.Contains("") && !second.Contains("") && !first.Overlaps(second);
    }

    /// <summary>The host without the node's number; empty when it has none.</summary>
    public static string Of(string host)
    {
        var labels = host.Split('.');
        var number = Array.FindIndex(labels, IsNumber);
        return number < 1 ? "" : string.Join('.', labels.Where((_, index) => index != number));
    }

    private static bool IsNumber(string label) => label.Length == DigitsOfANode && label.All(char.IsAsciiDigit);
}
