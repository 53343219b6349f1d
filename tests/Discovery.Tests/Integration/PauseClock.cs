using System.Threading.Channels;
using Discovery.Testing;

namespace Discovery.Tests.Integration;

/// <summary>A manual clock that tells when a pause of a certain length begins, and how long it is.</summary>
internal sealed class PauseClock(TimeSpan shortest, TimeSpan longest) : TimeProvider
{
    private readonly ManualTimeProvider _inner = new();
    private readonly Channel<TimeSpan> _begun = Channel.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => _inner.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => _inner.GetUtcNow();

    public override long GetTimestamp() => _inner.GetTimestamp();

    public void Advance(TimeSpan by) => _inner.Advance(by);

    /// <summary>Completes at each such pause once.</summary>
    public Task<TimeSpan> NextPauseAsync() => _begun.Reader.ReadAsync().AsTask();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = _inner.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= shortest && dueTime <= longest)
            Assert.True(_begun.Writer.TryWrite(dueTime));
        return timer;
    }
}
