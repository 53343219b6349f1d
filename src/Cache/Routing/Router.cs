using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Topology;

namespace Discovery.Cache.Routing;

/// <summary>Holds the current routing table and swaps it when the node list changes; what was removed drains, then closes, unless it comes back before.</summary>
internal sealed class Router : INodeSetListener, IAsyncDisposable
{
    private readonly Func<Node, MemcachedNode> _open;
    private readonly Func<TimeSpan> _grace;
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<DrainingNode> _draining = [];
    private volatile RoutingTable? _table;
    private bool _disposed;

    /// <summary>Makes a router without a table.</summary>
    /// <param name="open">Opens the connections to a node.</param>
    /// <param name="grace">How long a removed node may finish what was routed to it, as it is then.</param>
    public Router(Func<Node, MemcachedNode> open, Func<TimeSpan> grace)
    {
        _open = open;
        _grace = grace;
    }

    /// <summary>The table of now; null before the first node list. One volatile read.</summary>
    public RoutingTable? Table => _table;

    /// <summary>Completes when there is a table, or the router is disposed.</summary>
    public Task First => _first.Task;

    public void OnNodes(NodeSet set, long generation)
    {
        lock (_gate)
        {
            if (_disposed)
                return;
            var last = _table;
            var next = RoutingTable.Next(last, set, generation, OpenLocked);
            _table = next;
            _draining.RemoveAll(node => node.Ended.IsCompleted);
            if (last is not null)
                _draining.AddRange(last.Nodes.Except(next.Nodes).Select(node => new DrainingNode(node, _grace(), _stop.Token)));
        }

        _first.TrySetResult();
    }

    public async ValueTask DisposeAsync()
    {
        Task[] drains;
        lock (_gate)
        {
            if (_disposed)
                return;
            _disposed = true;
            drains = [.. _draining.Select(node => node.Ended)];
        }

        _first.TrySetResult();
        await _stop.CancelAsync().ConfigureAwait(false);
        foreach (var node in _table?.Nodes ?? [])
            await node.DisposeAsync().ConfigureAwait(false);
        await Task.WhenAll(drains).ConfigureAwait(false);
        _stop.Dispose();
    }

    private MemcachedNode OpenLocked(Node node)
    {
        foreach (var draining in _draining)
        {
            if (draining.TryTakeBack(node) is { } back)
                return back;
        }

        return _open(node);
    }
}
