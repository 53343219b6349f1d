using System.Diagnostics.CodeAnalysis;
using System.Threading.Tasks.Sources;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// One operation on its way. It has two owners once it is queued: the caller, who gives it up when the result is taken, and the
/// lane, which gives it up when the reply has passed; the second to leave returns it to the pool. So a caller that has given up
/// waiting leaves a tombstone whose reply is still skipped exactly.
/// </summary>
/// <remarks>
/// The state word holds an epoch beside the phase: a timer that still looks at an operation which has been reused meanwhile
/// fails its exchange.
/// </remarks>
internal sealed class PendingOperation : IValueTaskSource<Outcome>
{
    private const long PhaseMask = 3;
    private const long Pending = 1;
    private const long Claimed = 2;
    private const long Abandoned = 3;

    private readonly byte[] _key = new byte[KeyRules.MaxBytes];
    private ManualResetValueTaskSourceCore<Outcome> _core;
    private CancellationTokenRegistration _cancellation;
    private int _keyLength;
    private int _owners;
    private long _state;
    private Outcome _outcome;

    /// <summary>What to ask; not changed once the operation is queued.</summary>
    [SuppressMessage("Design", "CA1051", Justification = "encoders take it by reference")]
    public Command Command;

    /// <summary>When the caller stops waiting, as a time stamp of the clock.</summary>
    public long Deadline { get; set; }

    /// <summary>When it was queued, as a time stamp of the clock.</summary>
    public long QueuedAt { get; private set; }

    /// <summary>Where its bytes begin in all that the connection ever sends.</summary>
    public long StreamPosition { get; private set; }

    /// <summary>Whether it was sent as a classic retrieval, answered by any number of <c>VALUE</c> blocks and one <c>END</c>.</summary>
    public bool IsRetrieval { get; set; }

    /// <summary>Whether it is the last of the operations that share one retrieval.</summary>
    public bool EndsRetrieval { get; set; }

    /// <summary>Lines of an earlier command that come before its own reply and say nothing to the caller.</summary>
    public int LeadingLines { get; set; }

    public ReadOnlySpan<byte> Key => _key.AsSpan(0, _keyLength);

    public bool IsAbandoned => (Volatile.Read(ref _state) & PhaseMask) == Abandoned;

    public void SetKey(ReadOnlySpan<byte> prefix, string key) => _keyLength = KeyRules.Encode(prefix, key, _key);

    public void ClearKey() => _keyLength = 0;

    /// <summary>Called by the lane, under its gate, as it queues the operation.</summary>
    public void Queue(long position, long now)
    {
        StreamPosition = position;
        QueuedAt = now;
        _owners = 2;
        Volatile.Write(ref _state, (_state & ~PhaseMask) | Pending);
    }

    /// <summary>Called by the caller once the operation is queued, before it awaits.</summary>
    public ValueTask<Outcome> WaitAsync(CancellationToken cancellationToken)
    {
        if (cancellationToken.CanBeCanceled)
            _cancellation = cancellationToken.UnsafeRegister(static (state, token) => ((PendingOperation)state!).Cancel(token), this);
        return new ValueTask<Outcome>(this, _core.Version);
    }

    /// <summary>Called by the lane: takes the right to complete the operation.</summary>
    /// <returns>False when the caller has given up.</returns>
    public bool TryClaim(Outcome outcome)
    {
        var state = Volatile.Read(ref _state);
        if ((state & PhaseMask) != Pending || Interlocked.CompareExchange(ref _state, (state & ~PhaseMask) | Claimed, state) != state)
            return false;
        _outcome = outcome;
        return true;
    }

    /// <summary>Called by the lane after <see cref="TryClaim"/>, off the reader: the caller's continuation runs here.</summary>
    public void Complete()
    {
        _core.RunContinuationsAsynchronously = false;
        _core.SetResult(_outcome);
        Leave();
    }

    /// <summary>Called by the lane when the reply of an abandoned operation has passed.</summary>
    public void Bury() => Leave();

    /// <summary>Called by the clock: ends the wait when the deadline has passed.</summary>
    public void CheckDeadline(long now, CacheFailure timedOut)
    {
        var state = Volatile.Read(ref _state);
        if ((state & PhaseMask) == Pending && Deadline <= now && TryAbandon(state))
            _core.SetResult(Outcome.Failed(timedOut));
    }

    /// <summary>Gives an operation back that was never queued.</summary>
    public void Discard() => Recycle();

    Outcome IValueTaskSource<Outcome>.GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            _cancellation.Dispose();
            Leave();
        }
    }

    ValueTaskSourceStatus IValueTaskSource<Outcome>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<Outcome>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    private void Cancel(CancellationToken token)
    {
        var state = Volatile.Read(ref _state);
        if ((state & PhaseMask) == Pending && TryAbandon(state))
            _core.SetException(new OperationCanceledException(token));
    }

    private bool TryAbandon(long state)
    {
        if (Interlocked.CompareExchange(ref _state, (state & ~PhaseMask) | Abandoned, state) != state)
            return false;
        // neither a timer nor a caller's Cancel() may run the continuation
        _core.RunContinuationsAsynchronously = true;
        return true;
    }

    private void Leave()
    {
        if (Interlocked.Decrement(ref _owners) == 0)
            Recycle();
    }

    private void Recycle()
    {
        _core.Reset();
        _cancellation = default;
        _outcome = default;
        Command = default;
        (IsRetrieval, EndsRetrieval, LeadingLines) = (false, false, 0);
        Volatile.Write(ref _state, (_state & ~PhaseMask) + PhaseMask + 1);
        OperationPool.Return(this);
    }
}
