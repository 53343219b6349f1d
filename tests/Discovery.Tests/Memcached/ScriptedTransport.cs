using System.Text;
using System.Threading.Channels;
using Discovery.Cache.Memcached.Connections;

namespace Discovery.Tests.Memcached;

/// <summary>
/// A connection without a network: the test feeds the bytes that come in, sees the bytes that go out, and decides when a send
/// ends. It answers the handshake by itself.
/// </summary>
internal sealed class ScriptedTransport : Transport
{
    public const string Greeting = "VERSION 1.6.18\r\nMN\r\n";
    private readonly Channel<byte[]> _incoming = Channel.CreateUnbounded<byte[]>();
    private readonly Lock _gate = new();
    private readonly List<string> _sends = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _sendGate;
    private byte[] _rest = [];
    private volatile bool _closed;
    private int _fed;
    private int _taken;
    private int _waitedFor;

    /// <summary>What the handshake is answered with; null for nothing.</summary>
    public string? Hello { get; init; } = Greeting;

    /// <summary>Called with what each send brings, once it is recorded.</summary>
    public Action<ScriptedTransport, string>? OnSent { get; set; }

    /// <summary>What a receive throws when the transport is closed, instead of the usual.</summary>
    public Func<Exception> ClosedError { get; set; } = static () => new ObjectDisposedException("socket");

    public bool IsClosed => _closed;

    /// <summary>What each send brought, the handshake left out.</summary>
    public IReadOnlyList<string> Sends
    {
        get
        {
            lock (_gate)
                return [.. _sends];
        }
    }

    public void Feed(string text) => Feed(Encoding.Latin1.GetBytes(text));

    /// <summary>Whether everything that was fed has been received and dealt with.</summary>
    public bool IsDrained => Volatile.Read(ref _waitedFor) == Volatile.Read(ref _fed);

    public void Feed(byte[] bytes)
    {
        Interlocked.Increment(ref _fed);
        _incoming.Writer.TryWrite(bytes);
    }

    public void EndOfStream() => _incoming.Writer.TryComplete();

    public void Break(Exception exception) => _incoming.Writer.TryComplete(exception);

    /// <summary>Makes every send wait until <see cref="ReleaseSends"/>.</summary>
    public void BlockSends()
    {
        lock (_gate)
            _sendGate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void ReleaseSends()
    {
        lock (_gate)
        {
            _sendGate?.TrySetResult();
            _sendGate = null;
        }
    }

    public async Task WaitForSendAsync(Func<string, bool> wanted)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (wanted(string.Concat(_sends)))
                    return;
                changed = _changed.Task;
            }

            await changed.WaitAsync(LaneRig.Bound);
        }
    }

    public override async ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        var text = Encoding.Latin1.GetString(bytes.Span);
        if (string.Equals(text, "version\r\nmn\r\n", StringComparison.Ordinal))
        {
            if (Hello is not null)
                Feed(Hello);
            return;
        }

        Task? blocked;
        lock (_gate)
        {
            _sends.Add(text);
            _changed.TrySetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            blocked = _sendGate?.Task;
        }

        if (blocked is not null)
            await blocked.WaitAsync(cancellationToken);
        ObjectDisposedException.ThrowIf(_closed, this);
        // a buffer that was changed while it was being sent is a defect of the sender
        Assert.Equal(text, Encoding.Latin1.GetString(bytes.Span));
        OnSent?.Invoke(this, text);
    }

    public override async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (_rest.Length == 0)
        {
            // the receiver has come back for more than it has been given, so it is done with that
            Volatile.Write(ref _waitedFor, _taken);
            try
            {
                if (!await _incoming.Reader.WaitToReadAsync(cancellationToken) || !_incoming.Reader.TryRead(out _rest!))
                    return _closed ? throw ClosedError() : 0;
                _taken++;
            }
            catch (ChannelClosedException exception) when (exception.InnerException is { } inner)
            {
                throw inner;
            }
        }

        var count = Math.Min(_rest.Length, buffer.Length);
        _rest.AsSpan(0, count).CopyTo(buffer.Span);
        _rest = _rest[count..];
        return count;
    }

    public override void Close()
    {
        _closed = true;
        _incoming.Writer.TryComplete();
        ReleaseSends();
    }
}
