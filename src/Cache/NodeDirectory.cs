using Discovery.Cache.Diagnostics;
using Discovery.Cache.Topology;
using Microsoft.Extensions.Logging;

namespace Discovery.Cache;

/// <summary>What one cache knows about its nodes: the list of this moment, where it came from, and how it changes.</summary>
public sealed class NodeDirectory
{
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly TopologyMeter _meter;
    private readonly TokenBucket _lines;
    private readonly string _cache;
    private readonly ChangeFeed _feed = new();
    private readonly TaskCompletionSource _first = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private volatile NodeDirectorySnapshot _current;
    private INodeSetListener? _listener;
    private (NodeVerdict Verdict, NodeSourceFailure Kind)? _trouble;
    private int _leftOut;

    internal NodeDirectory(string cache, TimeProvider clock, ILogger logger, TopologyMeter meter)
    {
        _meter = meter;
        _lines = new TokenBucket(burst: 20, TimeSpan.FromSeconds(10), clock);
        _cache = cache;
        _clock = clock;
        _logger = logger;
        _current = new NodeDirectorySnapshot(clock);
    }

    /// <summary>What is known now; one volatile read.</summary>
    public NodeDirectorySnapshot Current => _current;

    /// <summary>
    /// Follows the changes from the moment the enumeration begins until the cache is disposed. Each observer has a queue of
    /// 64 changes; one that is slower loses the oldest and holds up nobody.
    /// </summary>
    /// <param name="cancellationToken">Ends the enumeration.</param>
    /// <returns>The changes, oldest first.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IAsyncEnumerable<NodeChange> ChangesAsync(CancellationToken cancellationToken = default) => _feed.ReadAsync(cancellationToken);

    /// <summary>Completes when the first list is known, wherever it came from.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes at once when a list is known already.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The cache was disposed before there was a list.</exception>
    public Task WaitForFirstAsync(CancellationToken cancellationToken = default) => _first.Task.WaitAsync(cancellationToken);

    /// <summary>Names the part that acts on each list; it hears of the list that is known already.</summary>
    internal void Attach(INodeSetListener listener)
    {
        lock (_gate)
        {
            _listener = listener;
            if (_current.Generation > 0)
                Tell(_current);
        }
    }

    internal void Apply(NodeAnswer answer)
    {
        lock (_gate)
        {
            var previous = _current;
            var changed = !previous.Set.Equals(answer.Set);
            var current = new NodeDirectorySnapshot(answer, previous.Generation + (changed ? 1 : 0), _clock);
            if (changed)
                Tell(current);
            _current = current;
            _first.TrySetResult();
            if (changed)
                Publish(new NodeChange(VerdictOn(previous.Set, answer), previous, current, answer.Failure?.Message));
            Note(answer.Failure, previous, current, silent: changed);
        }
    }

    internal void Fail(NodeSourceException failure)
    {
        lock (_gate)
        {
            var previous = _current;
            _current = previous.Failed(failure);
            Note(failure, previous, _current, silent: false);
        }
    }

    internal void Complete()
    {
        if (_first.TrySetException(new ObjectDisposedException(nameof(NodeDirectory), "The cache was disposed before it knew any node.")))
            _ = _first.Task.Exception; // nobody may be waiting; an unobserved failure would be noise
        _feed.Complete();
    }

    private static NodeVerdict VerdictOn(NodeSet before, NodeAnswer answer)
    {
        if (answer.Verdict is { } verdict)
            return verdict;
        var places = before.Nodes.Select(node => (node.Name, node.Weight));
        return places.SequenceEqual(answer.Set.Nodes.Select(node => (node.Name, node.Weight))) ? NodeVerdict.Readdressed : NodeVerdict.Accepted;
    }

    // raises an event when a failure begins, changes its kind or ends, and none while it goes on
    private void Note(NodeSourceException? failure, NodeDirectorySnapshot previous, NodeDirectorySnapshot current, bool silent)
    {
        (NodeVerdict, NodeSourceFailure)? trouble = failure is null ? null : (AnswerRefusedException.VerdictOf(failure), failure.Kind);
        if (trouble == _trouble)
        {
            if (trouble is { } lasting)
                _meter.Verdict(lasting.Item1);
            return;
        }

        _trouble = trouble;
        if (trouble is { } begun)
            Publish(new NodeChange(begun.Item1, current, current, failure!.Message));
        else if (!silent)
            Publish(new NodeChange(NodeVerdict.Confirmed, previous, current, reason: null));
    }

    private void Tell(NodeDirectorySnapshot snapshot)
    {
        try
        {
            _listener?.OnNodes(snapshot.Set, snapshot.Generation);
        }
        catch (Exception exception)
        {
            _logger.ListenerFailed(_cache, exception);
        }
    }

    private void Publish(NodeChange change)
    {
        _meter.Verdict(change.Verdict);
        _feed.Publish(change);
        if (!_lines.TryTake())
        {
            _leftOut++;
            return;
        }

        if (_leftOut > 0)
            _logger.LinesLeftOut(_cache, _leftOut);
        _leftOut = 0;
        _logger.Report(_cache, change);
    }
}
