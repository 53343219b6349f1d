using Discovery.Cache.Memcached.Connections;

namespace Discovery.Cache.Routing;

/// <summary>
/// A node that left the list. It finishes what was routed to it, then closes; a list that has it again before that takes it
/// back with its connections, so that a node that comes and goes does not get new ones at each turn until it refuses them.
/// </summary>
internal sealed class DrainingNode
{
    private readonly MemcachedNode _node;

    // set when the node is taken back, cancelled when it is about to be closed: the first to come decides
    private readonly TaskCompletionSource _fate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Begins to drain.</summary>
    /// <param name="node">The node, to which no new operation is routed.</param>
    /// <param name="grace">How long it may finish.</param>
    /// <param name="hurry">Closes it at once.</param>
    public DrainingNode(MemcachedNode node, TimeSpan grace, CancellationToken hurry)
    {
        _node = node;
        Ended = DrainAsync(grace, hurry);
    }

    /// <summary>Completes when the node is closed or taken back.</summary>
    public Task Ended { get; }

    /// <summary>The node itself when it can serve a description and has not been closed; then it is in use again.</summary>
    /// <remarks>One that is down is left to its end: it would refuse operations until its next attempt, where a new one dials at once.</remarks>
    public MemcachedNode? TryTakeBack(Node wanted) =>
        _node.Serves(wanted) && !_node.IsDown && _fate.TrySetResult() ? _node : null;

    private async Task DrainAsync(TimeSpan grace, CancellationToken hurry)
    {
        await _fate.Task.WaitAsync(grace, _node.Time, hurry).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_fate.TrySetCanceled(CancellationToken.None))
            await _node.DisposeAsync().ConfigureAwait(false);
    }
}
