namespace Discovery.Testing.Conformance;

/// <summary>The nodes that the checks tell; nobody dials them.</summary>
internal static class SampleNodes
{
    public static readonly string[] Three = ["10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"];

    /// <summary>One more, so that no rule about removals comes in between.</summary>
    public static readonly string[] Four = [.. Three, "10.0.0.4:11211"];

    public static readonly string[] Elsewhere = ["10.9.0.1:11211", "10.9.0.2:11211"];

    public static string[] EndpointsOf(NodeSet set) => [.. set.Nodes.Select(node => new HostPort(node.Host, node.Port).ToString()).Order(StringComparer.Ordinal)];

    public static void RequireNodes(this ConformanceRun run, NodeSet set, string[] expected) => run.Require(
        EndpointsOf(set).SequenceEqual(expected.Order(StringComparer.Ordinal), StringComparer.Ordinal),
        $"it told {string.Join(", ", EndpointsOf(set))} where there were {string.Join(", ", expected)}");
}
