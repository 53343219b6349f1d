using System.Net;

namespace Discovery.Load.Targets.Pool;

/// <summary>The idle connections to one server. One more is opened whenever none is idle, so nobody waits for a permit.</summary>
internal sealed class ConnectionStack(IPEndPoint server) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Stack<BlockingConnection> _idle = new();

    public BlockingConnection Take()
    {
        lock (_gate)
        {
            if (_idle.TryPop(out var connection))
                return connection;
        }

        return new BlockingConnection(server);
    }

    public void Return(BlockingConnection connection)
    {
        lock (_gate)
            _idle.Push(connection);
    }

    public void Dispose()
    {
        foreach (var connection in _idle)
            connection.Dispose();
    }
}
