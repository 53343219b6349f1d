using System.Net;
using System.Net.Sockets;

namespace Discovery.Testing.Memcached;

/// <summary>
/// A port on 127.0.0.1 that can be closed and opened again. While closed it stays bound, so that connections are refused
/// and nobody else can take it.
/// </summary>
internal sealed class LoopbackListener : IAsyncDisposable
{
    private readonly Action<Socket> _accepted;
    private readonly Lock _gate = new();
    private Socket _socket;
    private Task _loop = Task.CompletedTask;
    private bool _disposed;

    public LoopbackListener(int port, Action<Socket> accepted)
    {
        _accepted = accepted;
        _socket = Bind(port);
        Port = ((IPEndPoint)_socket.LocalEndPoint!).Port;
    }

    public int Port { get; }

    public bool IsOpen { get; private set; }

    public void Open()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (IsOpen)
                return;
            _socket.Listen();
            IsOpen = true;
            _loop = Task.WhenAll(_loop, AcceptAsync(_socket));
        }
    }

    public void Close()
    {
        lock (_gate)
        {
            if (!IsOpen)
                return;
            IsOpen = false;
            _socket.Dispose();
            _socket = Bind(Port);
        }
    }

    /// <summary>Waits until nothing is accepted any more.</summary>
    public Task DrainAsync()
    {
        lock (_gate)
            return _loop;
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            _disposed = true;
            IsOpen = false;
            _socket.Dispose();
        }

        await DrainAsync().ConfigureAwait(false);
    }

    private static Socket Bind(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.Loopback, port));
            return socket;
        }
        catch (SocketException exception)
        {
            socket.Dispose();
            throw new InvalidOperationException($"The embedded memcached cannot have port {port} on 127.0.0.1: {exception.Message}. Use port 0 for any free one.", exception);
        }
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            try
            {
                _accepted(await listener.AcceptAsync().ConfigureAwait(false));
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                if (listener.SafeHandle.IsClosed)
                    return;
            }
        }
    }
}
