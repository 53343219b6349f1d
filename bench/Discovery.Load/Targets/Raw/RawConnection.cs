using System.Net;
using System.Net.Sockets;

namespace Discovery.Load.Targets.Raw;

/// <summary>
/// One socket for everybody. A caller puts its operation on a list under a lock and queues the flush when none is queued; the
/// flush encodes and sends all that has gathered, again and again until nothing has.
/// </summary>
internal sealed class RawConnection : IThreadPoolWorkItem, IDisposable
{
    private const int ReceiveBytes = 64 * 1024;
    private const int HeaderBytes = 2048;
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Lock _gate = new();
    private readonly RawEncoder _encoder;
    private readonly RawReader _reader;
    private RawOperation[] _gathering = new RawOperation[1024];
    private RawOperation[] _encoding = new RawOperation[1024];
    private int _gathered;
    private bool _flushing;

    private RawConnection(Dialect dialect)
    {
        var ring = new RawRing();
        _encoder = new RawEncoder(ring, dialect);
        _reader = new RawReader(ring);
    }

    public Exception? Fault { get; private set; }

    public static async Task<RawConnection> OpenAsync(IPEndPoint server, Dialect dialect)
    {
        var connection = new RawConnection(dialect);
        await connection._socket.ConnectAsync(server);
        _ = connection.ReadAsync();
        return connection;
    }

    public void Send(RawOperation operation)
    {
        bool flush;
        lock (_gate)
        {
            if (_gathered == _gathering.Length)
                Array.Resize(ref _gathering, _gathered * 2);
            _gathering[_gathered++] = operation;
            flush = !_flushing;
            _flushing = true;
        }

        if (flush)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: true);
    }

    public void Dispose() => _socket.Dispose();

    void IThreadPoolWorkItem.Execute() => _ = FlushAsync();

    private async Task FlushAsync()
    {
        try
        {
            while (TryTake(out var count))
            {
                var bytes = _encoder.Encode(_encoding.AsSpan(0, count));
                while (!bytes.IsEmpty)
                    bytes = bytes[await _socket.SendAsync(bytes)..];
            }
        }
        catch (Exception exception)
        {
            Fault ??= exception;
        }
    }

    private bool TryTake(out int count)
    {
        lock (_gate)
        {
            count = _gathered;
            _flushing = count > 0;
            if (count > 0)
                (_gathering, _encoding) = (_encoding, _gathering);
            _gathered = 0;
            return count > 0;
        }
    }

    private async Task ReadAsync()
    {
        try
        {
            var buffer = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);
            var kept = 0;
            while (true)
            {
                var direct = !_reader.Missing.IsEmpty;
                var receiving = _socket.ReceiveAsync(direct ? _reader.Missing : Rest(buffer, kept));
                _reader.Dispatch(nothingFollows: !receiving.IsCompleted);
                var received = await receiving;
                if (received == 0)
                    throw new IOException("the server closed the connection");
                if (direct)
                    _reader.Advance(received);
                else
                    kept = Consume(buffer, kept + received);
                _reader.Dispatch(nothingFollows: false);
            }
        }
        catch (Exception exception)
        {
            Fault ??= exception;
        }
    }

    private Memory<byte> Rest(byte[] buffer, int kept) => buffer.AsMemory(kept, (_reader.ValuesAreLarge && kept < HeaderBytes ? HeaderBytes : ReceiveBytes) - kept);

    private int Consume(byte[] buffer, int filled)
    {
        var used = _reader.Consume(buffer.AsSpan(0, filled));
        buffer.AsSpan(used, filled - used).CopyTo(buffer);
        return filled - used;
    }
}
