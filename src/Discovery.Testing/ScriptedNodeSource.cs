namespace Discovery.Testing;

/// <summary>
/// A source that answers as a test tells it to. It has no clock and no randomness: a call is answered by the oldest enqueued
/// answer, otherwise by the standing one (<see cref="SetNodes(Node[])"/> or <see cref="Fail"/>). Safe to use from several threads.
/// </summary>
/// <example>
/// <code>
/// var source = new ScriptedNodeSource("scripted", Node.Parse("10.0.0.1:11211"));
/// services.AddDiscoveryCache(o => { }).UseSource(source);
/// source.SetNodes(Node.Parse("10.0.0.2:11211"));   // a node is replaced
/// source.Fail(new NodeSourceException("down"));    // the source goes away
/// </code>
/// </example>
public sealed class ScriptedNodeSource : INodeSource
{
    private readonly Lock _gate = new();
    private readonly Queue<object> _script = new();
    private readonly List<ScriptedCall> _calls = [];
    private object _standing;
    private TaskCompletionSource _changed = NewSignal();
    private bool _holding;
    private int _waiting;

    /// <summary>Makes a source.</summary>
    /// <param name="name">Its name, as <c>Sources</c> and logs know it.</param>
    /// <param name="nodes">The standing answer; none for a source that fails until it is told more.</param>
    public ScriptedNodeSource(string name = "scripted", params Node[] nodes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(nodes);
        Name = name;
        Scope = name;
        _standing = nodes.Length > 0 ? new NodeSet(nodes) : new NodeSourceException($"Source '{name}' has not been told any nodes; call SetNodes or Enqueue.");
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <summary>What the answers are about. Default: the name. Set it to play a reload that points the source elsewhere.</summary>
    public string Scope { get; set; }

    /// <summary>Whether a call with the standing set is held until something else is to be said. Default: false.</summary>
    public bool WaitsForChange { get; set; }

    /// <summary>Every call so far, in order.</summary>
    public IReadOnlyList<ScriptedCall> Calls
    {
        get
        {
            lock (_gate)
                return [.. _calls];
        }
    }

    /// <summary>How many calls there were so far.</summary>
    public int CallCount
    {
        get
        {
            lock (_gate)
                return _calls.Count;
        }
    }

    /// <summary>How many calls wait for an answer at this moment.</summary>
    public int HeldCalls
    {
        get
        {
            lock (_gate)
                return _waiting;
        }
    }

    /// <summary>Makes nodes the standing answer and answers the calls that wait for a change.</summary>
    /// <param name="nodes">The nodes; none for an empty answer.</param>
    public void SetNodes(params Node[] nodes) => SetNodes(new NodeSet(nodes));

    /// <summary>Makes a set, with its version, the standing answer and answers the calls that wait for a change.</summary>
    /// <param name="nodes">The set.</param>
    public void SetNodes(NodeSet nodes) => Stand(nodes);

    /// <summary>Makes a failure the standing answer: each call throws it, held ones too, until nodes are set.</summary>
    /// <param name="exception">What to throw.</param>
    public void Fail(Exception exception) => Stand(exception);

    /// <summary>Adds an answer that one call gets, before any standing answer.</summary>
    /// <param name="nodes">The set; may be empty.</param>
    public void Enqueue(NodeSet nodes) => Add(nodes);

    /// <summary>Adds a failure that one call gets, before any standing answer.</summary>
    /// <param name="exception">What to throw.</param>
    public void Enqueue(Exception exception) => Add(exception);

    /// <summary>Leaves every call without an answer until <see cref="Release"/>: a source that accepts and says nothing.</summary>
    public void Hold()
    {
        lock (_gate)
            _holding = true;
    }

    /// <summary>Ends <see cref="Hold"/>; the calls that wait are answered.</summary>
    public void Release() => Change(() => _holding = false);

    /// <summary>Completes when there were at least so many calls.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task.</returns>
    public Task WaitForCallsAsync(int count, CancellationToken cancellationToken = default) =>
        WaitUntilAsync(() => _calls.Count >= count, cancellationToken);

    /// <summary>Completes when at least so many calls wait for an answer.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task.</returns>
    public Task WaitForHeldCallsAsync(int count, CancellationToken cancellationToken = default) =>
        WaitUntilAsync(() => _waiting >= count, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        Change(() =>
        {
            _calls.Add(new ScriptedCall(known));
            _waiting++;
        });
        try
        {
            object? answer = null;
            await WaitUntilAsync(() => (answer = NextLocked(known)) is not null, cancellationToken).ConfigureAwait(false);
            return answer as NodeSet ?? throw (Exception)answer!;
        }
        finally
        {
            Change(() => _waiting--);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private object? NextLocked(NodeSet? known)
    {
        if (_holding)
            return null;
        if (_script.TryDequeue(out var scripted))
            return scripted;
        return WaitsForChange && known is not null && _standing.Equals(known) ? null : _standing;
    }

    private void Stand(object answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Change(() => _standing = answer);
    }

    private void Add(object answer)
    {
        ArgumentNullException.ThrowIfNull(answer);
        Change(() => _script.Enqueue(answer));
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private async Task WaitUntilAsync(Func<bool> isSo, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (isSo())
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }
}
