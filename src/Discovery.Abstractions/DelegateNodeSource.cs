namespace Discovery;

internal sealed class DelegateNodeSource(string name, Func<NodeSet?, CancellationToken, ValueTask<NodeSet>> getNodes) : INodeSource
{
    public string Name => name;

    public ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken) => getNodes(known, cancellationToken);
}
