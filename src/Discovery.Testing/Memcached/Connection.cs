using System.Net.Sockets;

namespace Discovery.Testing.Memcached;

/// <summary>One accepted connection: moves bytes between the socket and the session, and lets faults happen in between.</summary>
internal sealed class Connection : IDisposable
{
    private const int FlushAt = 64 * 1024;
    private readonly Socket _socket;
    private readonly FaultPlan _faults;
    private readonly TrafficLog _traffic;
    private readonly CommandSession _session;
    private readonly ReplyWriter _output = new();
    private readonly CancellationTokenSource _closing = new();
    private byte[] _input = new byte[16 * 1024];
    private int _filled;

    public Connection(Socket socket, ServerContext server, FaultPlan faults, TrafficLog traffic)
    {
        _socket = socket;
        _faults = faults;
        _traffic = traffic;
        _session = new CommandSession(server);
        socket.NoDelay = true;
    }

    /// <summary>Serves the connection until either side ends it.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (await ReceiveAsync().ConfigureAwait(false) && await AnswerAsync().ConfigureAwait(false))
            {
                // each round answers everything that has arrived
            }
        }
        catch (Exception exception) when (exception is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // the peer or a fault ended the connection: nobody is left to tell
        }
        finally
        {
            _socket.Dispose();
        }
    }

    /// <summary>Ends the connection at once; with a reset the peer sees a broken connection, not its orderly end.</summary>
    public void Close(bool reset)
    {
        try
        {
            if (reset)
            {
                _socket.LingerState = new LingerOption(enable: true, seconds: 0);
                _socket.Dispose();
            }
            else
            {
                // disposing a socket that is being read resets it
                _socket.Shutdown(SocketShutdown.Both);
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // it has ended by itself
        }

        try
        {
            _closing.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // it has ended meanwhile
        }
    }

    public void Dispose()
    {
        _socket.Dispose();
        _closing.Dispose();
    }

    private async ValueTask<bool> ReceiveAsync()
    {
        var needed = Math.Max(_session.Wanted, _filled + 1);
        if (_input.Length < needed)
            Array.Resize(ref _input, Math.Max(needed, _input.Length * 2));
        var received = await _socket.ReceiveAsync(_input.AsMemory(_filled), _closing.Token).ConfigureAwait(false);
        _traffic.Add(_input.AsSpan(_filled, received));
        _filled += received;
        await _faults.WhilePausedAsync(_closing.Token).ConfigureAwait(false);
        return received > 0;
    }

    private async ValueTask<bool> AnswerAsync()
    {
        var consumed = 0;
        while (Step(ref consumed, out var torn))
        {
            if (!torn && _output.Length < FlushAt)
                continue;
            await SendAsync().ConfigureAwait(false);
            if (torn)
                return false;
        }

        _input.AsSpan(consumed, _filled - consumed).CopyTo(_input);
        _filled -= consumed;
        await SendAsync().ConfigureAwait(false);
        return !_session.IsClosed;
    }

    private bool Step(ref int consumed, out bool torn)
    {
        var start = _output.Length;
        var step = _session.Step(_input.AsSpan(consumed, _filled - consumed), _output);
        consumed += step;
        torn = false;
        if (_output.Length > start && _faults.TakeTear() is { } afterBytes)
        {
            _output.Truncate(start + Math.Min(afterBytes, _output.Length - start));
            torn = true;
        }

        return step > 0;
    }

    private async ValueTask SendAsync()
    {
        if (_output.Length == 0)
            return;
        if (_faults.ReplyDelay > TimeSpan.Zero)
            await _faults.DelayAsync(_closing.Token).ConfigureAwait(false);
        var rest = _output.Written;
        while (!rest.IsEmpty)
        {
            var part = _faults.FragmentBytes is > 0 and var bytes && bytes < rest.Length ? rest[..bytes] : rest;
            rest = rest[await _socket.SendAsync(part, _closing.Token).ConfigureAwait(false)..];
            if (!rest.IsEmpty)
                await Task.Yield();
        }

        _output.Truncate(0);
    }
}
