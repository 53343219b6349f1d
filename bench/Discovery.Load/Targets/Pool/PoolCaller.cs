using Discovery.Load.Work;

namespace Discovery.Load.Targets.Pool;

/// <summary>Runs on a thread of its own; no call of it ever suspends.</summary>
internal sealed class PoolCaller(PoolTarget pool, Seat seat) : Caller(seat)
{
    private readonly byte[]?[] _values = new byte[]?[Dataset.ManyKeys];

    protected override Task GetAsync()
    {
        while (Continues)
            Got(Get(NextKey()));
        return Task.CompletedTask;
    }

    protected override Task GetIntoAsync()
    {
        while (Continues)
            GotInto(GetInto(NextKey()));
        return Task.CompletedTask;
    }

    protected override Task SetAsync()
    {
        while (Continues)
            Stored(Set(NextKey(), Value));
        return Task.CompletedTask;
    }

    protected override Task MixedAsync()
    {
        while (Continues)
        {
            if (Writes())
                Stored(Set(NextKey(), Value));
            else
                Got(Get(NextKey()));
        }

        return Task.CompletedTask;
    }

    protected override Task MissAsync()
    {
        while (Continues)
            Missed(Get(NextAbsentKey()) is null);
        return Task.CompletedTask;
    }

    protected override Task GetManyAsync()
    {
        while (Continues)
            GotMany(GetMany(NextKeys()), _values[0]);
        return Task.CompletedTask;
    }

    // a connection on which something went wrong is not given back
    private byte[]? Get(string key)
    {
        var server = pool.For(key);
        var connection = server.Take();
        var value = BlockingCommands.Get(connection, key, pool.Dialect);
        server.Return(connection);
        return value;
    }

    private bool GetInto(string key)
    {
        var server = pool.For(key);
        var connection = server.Take();
        var found = BlockingCommands.GetInto(connection, key, Into.Emptied(), pool.Dialect);
        server.Return(connection);
        return found;
    }

    private bool Set(string key, byte[] value)
    {
        var server = pool.For(key);
        var connection = server.Take();
        var done = BlockingCommands.Set(connection, key, value, pool.Dialect);
        server.Return(connection);
        return done;
    }

    private int GetMany(string[] keys)
    {
        var server = pool.For(keys[0]);
        var connection = server.Take();
        var found = BlockingCommands.GetMany(connection, keys, _values);
        server.Return(connection);
        return found;
    }
}
