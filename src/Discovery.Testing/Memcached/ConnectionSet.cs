using System.Collections.Concurrent;
using System.Net.Sockets;

namespace Discovery.Testing.Memcached;

/// <summary>The open connections of a server.</summary>
internal sealed class ConnectionSet(ServerContext server, FaultPlan faults, TrafficLog traffic)
{
    private readonly ConcurrentDictionary<Connection, Task> _connections = new();

    public void Serve(Socket socket)
    {
        server.Counters.Opened();
        var connection = new Connection(socket, server, faults, traffic);
        var registered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _connections[connection] = RunAsync(connection, registered.Task);
        registered.SetResult();
    }

    public void Close(bool reset)
    {
        foreach (var connection in _connections.Keys)
            connection.Close(reset);
    }

    /// <summary>Ends every connection and waits until they have.</summary>
    public Task CloseAsync()
    {
        Close(reset: false);
        return Task.WhenAll(_connections.Values);
    }

    private async Task RunAsync(Connection connection, Task registered)
    {
        await registered.ConfigureAwait(false);
        await connection.RunAsync().ConfigureAwait(false);
        _connections.TryRemove(connection, out _);
        connection.Dispose();
        server.Counters.Closed();
    }
}
