using System.Diagnostics.CodeAnalysis;

namespace Discovery.Cache.Topology;

/// <summary>One question that several callers wait for. A caller that gives up leaves; the question ends with the last of them.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The source of the token has no timer and no wait handle, so there is nothing to dispose.")]
internal sealed class SharedCall
{
    private readonly Lock _gate = new();
    private readonly CancellationTokenSource _abandoned = new();
    private readonly Lazy<Task<NodeAnswer>> _call;
    private int _waiting;

    public SharedCall(NodeSet? known, Func<NodeSet?, CancellationToken, Task<NodeAnswer>> ask)
    {
        Known = known;
        _call = new Lazy<Task<NodeAnswer>>(() => ask(known, _abandoned.Token));
    }

    public NodeSet? Known { get; }

    /// <summary>Completes when the question is over, whoever has left before; never fails.</summary>
    public async Task EndAsync()
    {
        if (_call.IsValueCreated)
            await ((Task)_call.Value).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    /// <summary>Takes a seat; false when the question was already answered or abandoned.</summary>
    public bool TryJoin()
    {
        lock (_gate)
        {
            if (_abandoned.IsCancellationRequested || (_call.IsValueCreated && _call.Value.IsCompleted))
                return false;
            _waiting++;
            return true;
        }
    }

    public async ValueTask<NodeAnswer> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await _call.Value.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            Leave();
        }
    }

    private void Leave()
    {
        lock (_gate)
        {
            if (--_waiting > 0 || _call.Value.IsCompleted)
                return;
        }

        _abandoned.Cancel();
    }
}
