namespace Discovery.Cache.Topology;

/// <param name="Clock">Counts the grace.</param>
/// <param name="Scope">What the answers are about at present; a change makes the guard forget.</param>
/// <param name="Options">The limits as they are now; null for a source that is certain.</param>
internal sealed record GuardTools(TimeProvider Clock, Func<string> Scope, Func<GuardOptions?> Options)
{
    /// <summary>The list of an earlier process, which a first answer is measured against; null when there is no file.</summary>
    public Func<NodeSet?>? Stored { get; init; }

    /// <summary>Whether the node of that name still answers; by default nothing is known of any.</summary>
    public Func<string, bool> Answers { get; init; } = static _ => false;
}
