namespace Discovery.Cache.Memcached.Connections;

internal enum EnqueueResult
{
    Queued,

    /// <summary>The bounds on operations or bytes are reached.</summary>
    Full,

    /// <summary>The connection is closed.</summary>
    Closed,
}
