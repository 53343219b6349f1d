namespace Discovery.Cache.Topology;

/// <summary>What the file layer keeps of one answer.</summary>
/// <param name="Scope">What the list is about; a secret-free digest of the source's scope.</param>
/// <param name="Source">The name of the source.</param>
/// <param name="Set">The nodes; never empty.</param>
/// <param name="ConfirmedAt">When the source last confirmed the list, UTC.</param>
internal sealed record StoredNodeList(string Scope, string Source, NodeSet Set, DateTimeOffset ConfirmedAt)
{
    /// <summary>
    /// Whether this list, found on disk, must not be overwritten by another of the same scope: two processes may be writing,
    /// and the one that learnt later is not always the one that writes later. A higher version protects only while somebody
    /// still confirms it; after that a lower one is a cluster that was made anew.
    /// </summary>
    public bool IsNewerThan(StoredNodeList other, TimeSpan confirmedWithin)
    {
        if (!string.Equals(Scope, other.Scope, StringComparison.Ordinal))
            return false;
        if (Set.Version is { } mine && other.Set.Version is { } theirs && mine != theirs)
            return mine > theirs && other.ConfirmedAt - ConfirmedAt < confirmedWithin;
        return ConfirmedAt > other.ConfirmedAt;
    }
}
