using Discovery.Load.Work;

namespace Discovery.Load.Targets.Pool;

/// <summary>A socket for each operation under way, as most clients for .NET do it, with nothing else that they do.</summary>
internal sealed class PoolTarget(TargetOptions options) : ITarget
{
    private readonly ConnectionStack[] _servers = [.. options.Servers.Select(server => new ConnectionStack(server))];

    public string Name => "pool";

    public bool Blocks => true;

    public Exception? Fault => null;

    public Dialect Dialect => options.Dialect;

    public ConnectionStack For(string key) => _servers[Modulo.Of(key, _servers.Length)];

    public Task StoreAsync(string key, byte[] value)
    {
        var server = For(key);
        var connection = server.Take();
        if (!BlockingCommands.Set(connection, key, value, Dialect))
            throw new InvalidOperationException($"cannot store a value of {value.Length} bytes");
        server.Return(connection);
        return Task.CompletedTask;
    }

    public Caller NewCaller(Seat seat) => new PoolCaller(this, seat);

    public ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server.Dispose();
        return ValueTask.CompletedTask;
    }
}
