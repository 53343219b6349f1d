using System.Runtime.InteropServices;

namespace Discovery.Cache.Topology;

/// <summary>The moment a source last vouched for a list, on both clocks: people read the one, ages are counted on the other.</summary>
/// <param name="At">Wall clock, UTC.</param>
/// <param name="Timestamp">The same moment as <see cref="TimeProvider.GetTimestamp"/> counts; survives any jump of the wall clock.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct Confirmation(DateTimeOffset At, long Timestamp)
{
    public static Confirmation Now(TimeProvider clock) => new(clock.GetUtcNow(), clock.GetTimestamp());

    /// <summary>A moment known by the wall clock only, such as one read from a file; one in the future counts as now.</summary>
    public static Confirmation FromWallClock(DateTimeOffset at, TimeProvider clock)
    {
        var age = clock.GetUtcNow() - at;
        var ticks = age <= TimeSpan.Zero ? 0 : (long)(age.TotalSeconds * clock.TimestampFrequency);
        return new Confirmation(at, clock.GetTimestamp() - ticks);
    }

    public TimeSpan Age(TimeProvider clock) => clock.GetElapsedTime(Timestamp);
}
