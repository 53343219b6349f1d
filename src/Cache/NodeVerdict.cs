namespace Discovery.Cache;

/// <summary>What became of an answer about the nodes.</summary>
public enum NodeVerdict
{
    /// <summary>The list changed: nodes joined, left or changed their weight.</summary>
    Accepted,

    /// <summary>The source confirmed the list after a time of failure.</summary>
    Confirmed,

    /// <summary>The same names and weights at other addresses; no key moves.</summary>
    Readdressed,

    /// <summary>An answer that looks wrong (empty, or far too small) is held back; the last list stays.</summary>
    Quarantined,

    /// <summary>An answer older than the list that is known; it is ignored.</summary>
    Stale,

    /// <summary>Another cluster stands behind the same endpoint, and was accepted.</summary>
    ClusterReplaced,

    /// <summary>The source did not answer; the last list stays.</summary>
    Failed,
}
