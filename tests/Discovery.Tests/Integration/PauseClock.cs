using Discovery.Testing;

namespace Discovery.Tests.Integration;

/// <summary>A manual clock that knows when a pause of a certain length begins.</summary>
internal sealed class PauseClock(TimeSpan shortest, TimeSpan longest) : TimeProvider, IDisposable
{
    private readonly ManualTimeProvider _inner = new();
    private readonly SemaphoreSlim _begun = new(0);

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => _inner.GetTimestamp();

    public void Advance(TimeSpan by) => _inner.Advance(by);

    public void Dispose() => _begun.Dispose();

    /// <summary>Completes at each such pause once.</summary>
    public Task NextPauseAsync() => _begun.WaitAsync();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= shortest && dueTime <= longest)
            _begun.Release();
        return timer;
    }
}
