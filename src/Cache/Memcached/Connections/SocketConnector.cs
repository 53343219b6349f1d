using System.Net;
using System.Net.Sockets;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>Dials a node: its address when the source gave one, otherwise its host, resolved anew at every attempt.</summary>
internal static class SocketConnector
{
    public static async ValueTask<Transport> ConnectAsync(Node node, CancellationToken cancellationToken)
    {
        var addresses = node.Address is { } address
            ? [address]
            : await ResolveAsync(node.Host, cancellationToken).ConfigureAwait(false);
        SocketException? last = null;
        foreach (var candidate in addresses)
        {
            try
            {
                return await DialAsync(new IPEndPoint(candidate, node.Port), cancellationToken).ConfigureAwait(false);
            }
            catch (SocketException exception)
            {
                last = exception;
            }
        }

        throw last ?? new SocketException((int)SocketError.HostNotFound);
    }

    // where resolving cannot be cancelled it goes on by itself, but holds up neither the time-out nor the end of the process
    private static Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Dns.GetHostAddressesAsync(host, cancellationToken).WaitAsync(cancellationToken);

    private static async ValueTask<Transport> DialAsync(IPEndPoint endpoint, CancellationToken cancellationToken)
    {
        var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveTime, 30);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveInterval, 5);
            socket.SetSocketOption(SocketOptionLevel.Tcp, SocketOptionName.TcpKeepAliveRetryCount, 3);
            await socket.ConnectAsync(endpoint, cancellationToken).ConfigureAwait(false);
            return new SocketTransport(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
