using System.Diagnostics.CodeAnalysis;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// One live connection: commands of many callers are encoded into one buffer and sent together, replies come back in order.
/// Once closed it stays closed; its lane makes another.
/// </summary>
/// <remarks>
/// Threads: callers encode under the gate; one flush at a time swaps the buffers and sends; one reader receives. The time a
/// queued flush takes to start is the window in which commands gather, so there is no delay and no timer.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "the queue is disposed when the connection has closed and its last send has ended")]
internal sealed class LaneConnection : IThreadPoolWorkItem
{
    private const int ReceiveBytes = 64 * 1024;
    private const int DirectReceiveBytes = 16 * 1024;

    private readonly Transport _transport;
    private readonly LaneContext _context;
    private readonly PendingRing _ring;
    private readonly ReplyDispatcher _dispatcher;
    private readonly SendQueue _queue;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _room;
    private CacheFailure? _poison;
    private bool _flushing;
    private bool _finished;
    private long _lastReceived;

    public LaneConnection(Transport transport, Dialect dialect, LaneContext context)
    {
        _queue = new SendQueue(dialect);
        _transport = transport;
        _context = context;
        _ring = new PendingRing(context.Options.MaxInFlight);
        _dispatcher = new ReplyDispatcher(_ring, context);
        _lastReceived = context.Time.GetTimestamp();
    }

    /// <summary>Completes when the connection is closed and every operation on it has been failed.</summary>
    public Task Closed => _closed.Task;

    /// <summary>Why it was closed; null while it is open.</summary>
    public CacheFailure? Poison => Volatile.Read(ref _poison);

    public int InFlight => _ring.Count;

    public void Start() => _ = ReadAsync();

    /// <summary>Encodes the operation and queues it, or says why not; then nothing of it has been taken.</summary>
    public EnqueueResult TryEnqueue(PendingOperation operation)
    {
        bool flush;
        lock (_gate)
        {
            if (_poison is not null)
                return EnqueueResult.Closed;
            if (!HasRoomLocked(operation))
                return EnqueueResult.Full;
            _queue.Encode(operation, _ring.Count, _context.Time.GetTimestamp());
            _ring.Push(operation);
            flush = !_flushing;
            _flushing = true;
        }

        // also when a flush is under way: it may end, and the clock find nothing, between that and this push
        _context.Clock.Arm();
        if (flush)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return EnqueueResult.Queued;
    }

    /// <summary>Completes when something has left the queue since the caller found it full.</summary>
    public Task WaitForRoomAsync(PendingOperation operation)
    {
        lock (_gate)
        {
            if (_poison is not null || HasRoomLocked(operation))
                return Task.CompletedTask;
            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task;
        }
    }

    /// <summary>Closes the connection; the first reason stays. Nothing is matched to an operation after it.</summary>
    public void Close(CacheFailure reason)
    {
        if (Interlocked.CompareExchange(ref _poison, reason, null) is null)
            _transport.Close();
    }

    /// <summary>Called by the clock: ends waits that are over, and the connection when its head has stalled.</summary>
    /// <returns>Whether anything is in flight.</returns>
    public bool CheckDeadlines(long now)
    {
        if (_ring.Count == 0)
            return false;
        _ring.CheckDeadlines(now, _context.TimedOut);
        // the reader may take the head at this moment: then it has not stalled
        if (_ring.Peek() is { } head)
        {
            var quietSince = Math.Max(head.QueuedAt, Volatile.Read(ref _lastReceived));
            var stall = _context.StallTimeout;
            if (_context.Time.GetElapsedTime(quietSince, now) > stall)
                Close(_context.Failure(CacheFailureReason.ConnectionLost, $"no reply for {stall.TotalSeconds:0.###} s; the connection was closed"));
        }

        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    // a value larger than the whole bound goes alone
    private bool HasRoomLocked(PendingOperation operation) =>
        !_ring.IsFull
        && (_queue.QueuedBytes == 0 || _queue.QueuedBytes + operation.Command.Value.Length <= _context.Options.MaxQueuedBytes);

    private async Task FlushAsync()
    {
        try
        {
            while (TrySwap())
                await _transport.SendAsync(_queue.Sending, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // whatever it is: a flush that ends without closing would leave every later command unsent
            Close(_context.Failure(CacheFailureReason.ConnectionLost, $"sending failed: {exception.Message}"));
            lock (_gate)
                EndFlushLocked();
        }
    }

    private bool TrySwap()
    {
        lock (_gate)
        {
            if (_poison is null && _queue.TrySwap())
            {
                ReleaseRoomLocked();
                return true;
            }

            EndFlushLocked();
            return false;
        }
    }

    private void EndFlushLocked()
    {
        _flushing = false;
        ReleaseRoomLocked();
        if (_finished)
            _queue.Dispose();
    }

    private async Task ReadAsync()
    {
        CacheFailure reason;
        try
        {
            await ReceiveAllAsync().ConfigureAwait(false);
            reason = _context.Failure(CacheFailureReason.ConnectionLost, "the server closed the connection");
        }
        catch (MemcachedProtocolException exception)
        {
            reason = _context.Failure(CacheFailureReason.Protocol, $"{exception.Message}; the connection was closed");
        }
        catch (Exception exception)
        {
            // whatever it is: a reader that ends without failing what waits would leave it waiting for ever
            reason = _context.Failure(CacheFailureReason.ConnectionLost, $"receiving failed: {exception.Message}");
        }

        Close(reason);
        Finish();
    }

    private async Task ReceiveAllAsync()
    {
        var buffer = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
        var kept = 0;
        while (true)
        {
            var rest = _dispatcher.RestOfValue;
            var direct = kept == 0 && rest.Length >= DirectReceiveBytes;
            var received = await _transport.ReceiveAsync(direct ? rest : buffer.AsMemory(kept), CancellationToken.None).ConfigureAwait(false);
            if (received == 0)
                return;
            Volatile.Write(ref _lastReceived, _context.Time.GetTimestamp());
            if (direct)
            {
                _dispatcher.Advance(received);
                continue;
            }

            var filled = kept + received;
            var used = _dispatcher.Consume(buffer.AsSpan(0, filled));
            kept = filled - used;
            buffer.AsSpan(used, kept).CopyTo(buffer);
            _dispatcher.Dispatch();
            ReleaseRoom();
        }
    }

    private void ReleaseRoom()
    {
        // the head has moved before this looks for a waiter, and a waiter looks at the head after it has been seen here
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _room) is null)
            return;
        lock (_gate)
            ReleaseRoomLocked();
    }

    private void ReleaseRoomLocked()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private void Finish()
    {
        _transport.Close();
        // an operation is either queued before this gate is passed, and failed below, or it sees the poison
        lock (_gate)
        {
            _finished = true;
            ReleaseRoomLocked();
            // a send that still runs reads its buffer; it gives the buffers back when it ends
            if (!_flushing)
                _queue.Dispose();
        }

        _dispatcher.FailAll(FailureOf);
        _closed.TrySetResult();
    }

    // what the server said wrong it said to the first; the others have lost their connection by it
    private CacheFailure FailureOf(PendingOperation operation, bool isFirst)
    {
        var poison = Poison!;
        var reason = poison.Reason == CacheFailureReason.Protocol && !isFirst ? CacheFailureReason.ConnectionLost : poison.Reason;
        lock (_gate)
            return poison with { Reason = reason, NeverSent = !_queue.MayHaveLeft(operation) };
    }
}
