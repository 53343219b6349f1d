using Discovery.Load.Work;

namespace Discovery.Load.Targets.Raw;

/// <summary>What the machine allows: one pipelined connection to each server and nothing that an operation could do without.</summary>
internal sealed class RawTarget : ITarget
{
    private readonly RawConnection[] _servers;

    private RawTarget(RawConnection[] servers) => _servers = servers;

    public string Name => "raw";

    public bool Blocks => false;

    public Exception? Fault => _servers.Select(server => server.Fault).FirstOrDefault(fault => fault is not null);

    public static async Task<ITarget> OpenAsync(TargetOptions options) =>
        new RawTarget(await Task.WhenAll(options.Servers.Select(server => RawConnection.OpenAsync(server, options.Dialect))));

    public async Task StoreAsync(string key, byte[] value)
    {
        if (!await SetAsync(key, value))
            throw new InvalidOperationException($"cannot store a value of {value.Length} bytes");
    }

    public Caller NewCaller(Seat seat) => new RawCaller(this, seat);

    public ValueTask<byte[]?> GetAsync(string key)
    {
        var operation = RawOperations.Rent(RawKind.Get);
        operation.Key = key;
        return new ValueTask<byte[]?>(operation, Send(operation, key));
    }

    public ValueTask<bool> GetAsync(string key, ReusedBuffer into)
    {
        var operation = RawOperations.Rent(RawKind.GetInto);
        operation.Key = key;
        operation.Into = into;
        return new ValueTask<bool>(operation, Send(operation, key));
    }

    public ValueTask<bool> SetAsync(string key, byte[] value)
    {
        var operation = RawOperations.Rent(RawKind.Set);
        operation.Key = key;
        operation.Value = value;
        return new ValueTask<bool>(operation, Send(operation, key));
    }

    public ValueTask<bool> GetManyAsync(string[] keys, byte[]?[] values)
    {
        var operation = RawOperations.Rent(RawKind.GetMany);
        operation.Keys = keys;
        operation.Values = values;
        operation.Position = 0;
        return new ValueTask<bool>(operation, Send(operation, keys[0]));
    }

    public ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            server.Dispose();
        return ValueTask.CompletedTask;
    }

    // the version is read first: once sent, the operation may have ended and be another's
    private short Send(RawOperation operation, string key)
    {
        var version = operation.Version;
        _servers[Modulo.Of(key, _servers.Length)].Send(operation);
        return version;
    }
}
