namespace Discovery.Cache.Topology;

/// <summary>A node list with its history.</summary>
/// <param name="Set">The nodes; never empty once past the guard.</param>
/// <param name="Source">The name of the source that the list is from, whenever that was.</param>
/// <param name="Origin">Where this answer is from.</param>
/// <param name="Confirmed">When the source last said that this is the list.</param>
/// <param name="WaitsForChange">Whether the source holds a call with a known set until something changes.</param>
internal sealed record NodeAnswer(
    NodeSet Set,
    string Source,
    NodeListOrigin Origin,
    Confirmation Confirmed,
    bool WaitsForChange)
{
    /// <summary>Why a better origin did not answer; null when the preferred source did.</summary>
    public NodeSourceException? Failure { get; init; }

    /// <summary>What the guard made of a change that it let through; null when it had nothing to say.</summary>
    public NodeVerdict? Verdict { get; init; }

    /// <summary>Why the list could not be kept on disk; null when it is there, or no file is configured.</summary>
    public string? FileTrouble { get; init; }
}
