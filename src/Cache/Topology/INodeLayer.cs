namespace Discovery.Cache.Topology;

/// <summary>
/// One step on the way of a node list. Each layer asks the one inside it and adds one rule; the innermost wraps an
/// <see cref="INodeSource"/>. Unlike a source, a layer says where its answer is from and when it was last confirmed.
/// </summary>
internal interface INodeLayer
{
    /// <summary>Asks as <see cref="INodeSource.GetNodesAsync"/> does; throws a <see cref="NodeSourceException"/> when there is no list at all.</summary>
    ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken);
}
