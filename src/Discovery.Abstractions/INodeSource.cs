namespace Discovery;

/// <summary>
/// Tells which nodes exist. One method is the whole contract: a source asks once, answers with a set or throws; pacing,
/// retries, caching and fallback are the caller's.
/// </summary>
public interface INodeSource
{
    /// <summary>The name by which configuration and logs know the source, such as <c>Consul</c>.</summary>
    string Name { get; }

    /// <summary>
    /// Everything that, when it changes, makes an earlier answer one about another cluster (endpoint, service, data centre, tag).
    /// A remembered list is used only while the scope is the same. Contains no secret. Default: <see cref="Name"/>.
    /// </summary>
    string Scope => Name;

    /// <summary>
    /// Whether a call with a known set is held until the answer differs. Such a source is asked again at once; another is
    /// polled at the short TTL. Default: false.
    /// </summary>
    bool WaitsForChange => false;

    /// <summary>Asks for the nodes.</summary>
    /// <param name="known">
    /// Null: answer now. A set this source gave earlier: a source that <see cref="WaitsForChange"/> holds the call until the
    /// answer differs or its own wait is over; one that cannot wait answers now.
    /// </param>
    /// <param name="cancellationToken">Ends the call; a held call ends at once.</param>
    /// <returns>The set, never null; the same nodes when nothing changed.</returns>
    /// <exception cref="NodeSourceException">There is no answer that can be used.</exception>
    ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken);
}
