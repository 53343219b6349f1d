using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class ExpiryTests
{
    private const int ThirtyDays = 30 * 24 * 60 * 60;
    private static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, 500, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(60, 60)]
    [InlineData(ThirtyDays - 1, ThirtyDays - 1)]
    [InlineData(ThirtyDays, ThirtyDays)]
    public void ToWire_UpToThirtyDays_IsRelative(int seconds, int expected) =>
        Assert.Equal(expected, Expiry.ToWire(TimeSpan.FromSeconds(seconds), Now));

    [Fact]
    public void ToWire_BeyondThirtyDays_IsUnixTime() =>
        Assert.Equal(Now.ToUnixTimeSeconds() + ThirtyDays + 1, Expiry.ToWire(TimeSpan.FromSeconds(ThirtyDays + 1), Now));

    [Fact]
    public void ToWire_OneTickBeyondThirtyDays_IsUnixTime() =>
        Assert.Equal(Now.ToUnixTimeSeconds() + ThirtyDays + 1, Expiry.ToWire(TimeSpan.FromSeconds(ThirtyDays) + TimeSpan.FromTicks(1), Now));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(TimeSpan.TicksPerMillisecond, 1)]
    [InlineData(TimeSpan.TicksPerSecond - 1, 1)]
    [InlineData(TimeSpan.TicksPerSecond + 1, 2)]
    public void ToWire_Fraction_RoundsUpAndNeverToForEver(long ticks, int expected) =>
        Assert.Equal(expected, Expiry.ToWire(TimeSpan.FromTicks(ticks), Now));

    [Fact]
    public void ToWire_Infinite_IsForEver()
    {
        Assert.Equal(0, Expiry.ToWire(Timeout.InfiniteTimeSpan, Now));
        Assert.Equal(0, Expiry.ToWire(TimeSpan.MaxValue, Now));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(-TimeSpan.TicksPerDay)]
    [InlineData(long.MinValue)]
    public void ToWire_ZeroOrNegative_IsExpiredAtOnce(long ticks) => Assert.Equal(-1, Expiry.ToWire(TimeSpan.FromTicks(ticks), Now));

    [Theory]
    [InlineData(36_525L * TimeSpan.TicksPerDay)]
    [InlineData(long.MaxValue - 1)]
    public void ToWire_FurtherThanTheServerCounts_IsItsLastSecond(long ticks) =>
        Assert.Equal(int.MaxValue, Expiry.ToWire(TimeSpan.FromTicks(ticks), Now));
}
