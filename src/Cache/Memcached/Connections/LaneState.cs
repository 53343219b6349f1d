namespace Discovery.Cache.Memcached.Connections;

/// <summary>What a lane is at one moment: connected, down with the reason, or about to be connected (neither).</summary>
internal sealed class LaneState(LaneConnection? connection, CacheFailure? down)
{
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LaneConnection? Connection { get; } = connection;

    /// <summary>Why operations fail without being tried; null while they may be sent or wait.</summary>
    public CacheFailure? Down { get; } = down;

    /// <summary>Completes when the lane has another state.</summary>
    public Task Changed => _changed.Task;

    public void Leave() => _changed.TrySetResult();
}
