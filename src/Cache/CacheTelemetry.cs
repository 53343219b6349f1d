namespace Discovery.Cache;

/// <summary>The names under which a cache can be watched by <c>System.Diagnostics.Metrics</c>. Nothing is counted while nobody listens.</summary>
public static class CacheTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Discovery.Cache";

    /// <summary>Counter, unit <c>{connection}</c>: connections made to nodes, each with <see cref="NodeTag"/>.</summary>
    public const string ConnectionsOpened = "discovery.connections.opened";

    /// <summary>The tag with the name of the node.</summary>
    public const string NodeTag = "discovery.node";
}
