using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
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
[SuppressMessage("Design", "CA1001", Justification = "the buffers go back to their pool when the connection has closed")]
internal sealed class LaneConnection : IThreadPoolWorkItem
{
    private const int ReceiveBytes = 64 * 1024;
    private const int DirectReceiveBytes = 16 * 1024;

    private readonly Transport _transport;
    private readonly LaneContext _context;
    private readonly PendingRing _ring;
    private readonly ReplyDispatcher _dispatcher;
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WriteBuffer _filling = new();
    private WriteBuffer _sending = new();
    private TaskCompletionSource? _room;
    private CacheFailure? _poison;
    private bool _flushing;
    private long _encoded;
    private long _sent;
    private long _lastReceived;

    public LaneConnection(Transport transport, LaneContext context)
    {
        _transport = transport;
        _context = context;
        _ring = new PendingRing(context.Options.MaxInFlight);
        _dispatcher = new ReplyDispatcher(_ring, context.Options.MaxValueBytes);
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
        lock (_gate)
        {
            if (_poison is not null)
                return EnqueueResult.Closed;
            if (_ring.IsFull || (_filling.Length > 0 && _filling.Length + operation.Command.Value.Length > _context.Options.MaxQueuedBytes))
                return EnqueueResult.Full;
            EncodeLocked(operation);
            if (_flushing)
                return EnqueueResult.Queued;
            _flushing = true;
        }

        _context.Clock.Arm();
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        return EnqueueResult.Queued;
    }

    /// <summary>Completes when something has left the queue since the caller found it full.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_poison is not null || _ring.Count == 0)
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
    public bool CheckDeadlines(long now)
    {
        if (_ring.Peek() is not { } head)
            return _flushing;
        _ring.CheckDeadlines(now, _context.TimedOut);
        var quietSince = Math.Max(head.QueuedAt, Volatile.Read(ref _lastReceived));
        if (_context.Time.GetElapsedTime(quietSince, now) > _context.StallTimeout)
            Close(_context.Failure(CacheFailureReason.ConnectionLost, $"no reply for {_context.StallTimeout.TotalSeconds:0.###} s; the connection was closed"));
        return true;
    }

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    private void EncodeLocked(PendingOperation operation)
    {
        var start = _filling.Length;
        try
        {
            MetaWriter.Write(_filling, operation.Command, operation.Key);
        }
        catch
        {
            _filling.Truncate(start);
            throw;
        }

        operation.Queue(_encoded, _context.Time.GetTimestamp());
        _encoded += _filling.Length - start;
        _ring.Push(operation);
    }

    private async Task FlushAsync()
    {
        try
        {
            while (TrySwap())
            {
                Volatile.Write(ref _sent, _sent + _sending.Length);
                await _transport.SendAsync(_sending.Written, CancellationToken.None).ConfigureAwait(false);
                _sending.Clear();
            }
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            Close(_context.Failure(CacheFailureReason.ConnectionLost, $"sending failed: {exception.Message}"));
        }
    }

    private bool TrySwap()
    {
        lock (_gate)
        {
            if (_filling.Length == 0 || _poison is not null)
            {
                _flushing = false;
                return false;
            }

            (_filling, _sending) = (_sending, _filling);
            return true;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            await ReceiveAllAsync().ConfigureAwait(false);
            Close(_context.Failure(CacheFailureReason.ConnectionLost, "the server closed the connection"));
        }
        catch (MemcachedProtocolException exception)
        {
            Close(_context.Failure(CacheFailureReason.Protocol, $"{exception.Message}; the connection was closed"));
        }
        catch (Exception exception) when (exception is SocketException or IOException or ObjectDisposedException)
        {
            Close(_context.Failure(CacheFailureReason.ConnectionLost, $"receiving failed: {exception.Message}"));
        }

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
        if (Volatile.Read(ref _room) is null)
            return;
        lock (_gate)
        {
            _room?.TrySetResult();
            _room = null;
        }
    }

    private void ReturnBuffers()
    {
        lock (_gate)
        {
            // a send that still runs reads its buffer; then both are left to the garbage collector
            if (_flushing)
                return;
            _filling.Dispose();
            _sending.Dispose();
        }
    }

    private void Finish()
    {
        _transport.Close();
        // an operation is either queued before this gate is passed, and failed below, or it sees the poison
        lock (_gate)
        {
        }

        _dispatcher.FailAll(operation => Poison! with { NeverSent = operation.StreamPosition >= Volatile.Read(ref _sent) });
        ReleaseRoom();
        ReturnBuffers();
        _closed.TrySetResult();
    }
}
