namespace Discovery.Cache;

/// <summary>What must be confirmed before it is believed. An empty answer is never believed, whatever is set here.</summary>
public sealed class GuardOptions
{
    /// <summary>The fewest nodes an answer may have; one with fewer is held back for as long as it lasts.</summary>
    /// <value>1 to 10,000. Default: 1.</value>
    public int MinNodes { get; set; } = 1;

    /// <summary>The largest share of the known nodes that one answer may remove without being confirmed.</summary>
    /// <value>0 to 1; 1 confirms no removal but that of every node at once. Default: 0.5.</value>
    public double MaxRemovalShare { get; set; } = 0.5;

    /// <summary>How many further answers must agree with one that removes too much or names another cluster.</summary>
    /// <value>0 to 100; 0 believes the first. Default: 2.</value>
    public int Confirmations { get; set; } = 2;

    /// <summary>
    /// How long too large a removal is held back, although it is confirmed, while a node that it removes still answers, and while the
    /// answers agree on it only roughly; also how long an older version must be told before it is believed. A removal within
    /// <see cref="MaxRemovalShare"/> never waits, and one of nodes that are all down waits only for <see cref="Confirmations"/>.
    /// </summary>
    /// <value>0 to 1 hour. Default: 30 seconds.</value>
    public TimeSpan RemovalGrace { get; set; } = TimeSpan.FromSeconds(30);
}
