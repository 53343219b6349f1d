using System.Net;
using System.Net.Sockets;

namespace Discovery.Tests.Integration;

/// <summary>Makes a server on 127.0.0.1 reachable at another loopback address on the same port, as after a change of its address.</summary>
internal sealed class LoopbackRelay : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _loop;
    private int _accepted;

    public LoopbackRelay(IPAddress address, int port)
    {
        Address = address;
        _listener = new TcpListener(address, port);
        _listener.Start();
        _loop = AcceptAsync(port);
    }

    public IPAddress Address { get; }

    public int Accepted => Volatile.Read(ref _accepted);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _loop;
        _stop.Dispose();
    }

    private async Task AcceptAsync(int port)
    {
        var relays = new List<Task>();
        try
        {
            while (true)
            {
                var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                Interlocked.Increment(ref _accepted);
                relays.Add(RelayAsync(client, port));
            }
        }
        catch (OperationCanceledException)
        {
            // stopped
        }

        await Task.WhenAll(relays);
    }

    private async Task RelayAsync(TcpClient client, int port)
    {
        using (client)
        using (var server = new TcpClient(AddressFamily.InterNetwork))
        {
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, port, _stop.Token);
                await Task.WhenAny(
                    client.GetStream().CopyToAsync(server.GetStream(), _stop.Token), server.GetStream().CopyToAsync(client.GetStream(), _stop.Token));
            }
            catch (Exception e) when (e is OperationCanceledException or IOException or SocketException)
            {
                // either side has gone
            }
        }
    }
}
