namespace Discovery.Cache.Topology;

/// <summary>A node list with its history.</summary>
/// <param name="Set">The nodes; never empty.</param>
/// <param name="Source">The name of the source that the list is from, whenever that was.</param>
/// <param name="Origin">Where this answer is from.</param>
/// <param name="ConfirmedAt">When the source last said that this is the list (wall clock, UTC).</param>
/// <param name="WaitsForChange">Whether the source holds a call with a known set until something changes.</param>
/// <param name="Failure">Why a better origin did not answer; null when the preferred source did.</param>
internal sealed record NodeAnswer(
    NodeSet Set,
    string Source,
    NodeListOrigin Origin,
    DateTimeOffset ConfirmedAt,
    bool WaitsForChange,
    Exception? Failure = null);
