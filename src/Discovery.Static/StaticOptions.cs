namespace Discovery;

/// <summary>Options of the <c>Static</c> source. Bound from the sub-section <c>Static</c>; a reload is a change of the node list.</summary>
public sealed class StaticOptions
{
    /// <summary>The nodes. Each is named on the ring as it is written here, without its weight, so spell it the same everywhere.</summary>
    /// <value>
    /// At least one of <c>host:port</c> or <c>[IPv6]:port</c>, each with an optional weight: <c>cache1:11211*2</c> takes twice the
    /// keys of <c>cache2:11211</c>. Weights are 1 to 1,000,000, default 1. A repeated node counts once. Default: empty, which is refused.
    /// </value>
    public IList<string> Nodes { get; set; } = [];
}
