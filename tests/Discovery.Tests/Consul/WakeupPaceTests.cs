using Discovery.Testing;

namespace Discovery.Tests.Consul;

public sealed class WakeupPaceTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public void Take_NoPauseBetween_TwoAtOnceThenSlowerUpToFifteenSeconds()
    {
        var pace = new WakeupPace(_clock);
        Assert.Equal([0, 0, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 15, 15], Enumerable.Range(0, 12).Select(_ => Use(pace)));
    }

    [Fact]
    public void Take_QuietForLong_StartsAnew()
    {
        var pace = new WakeupPace(_clock);
        for (var i = 0; i < 12; i++)
            Use(pace);
        _clock.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal([0, 0, 0.1, 0.2], Enumerable.Range(0, 4).Select(_ => Use(pace)));
    }

    [Fact]
    public void Take_HeldQuestions_AreNeverPaused()
    {
        var pace = new WakeupPace(_clock);
        for (var i = 0; i < 100; i++)
        {
            Assert.Equal(0, Use(pace));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Fact]
    public void Changed_EachTime_PausesAQuarterSecond()
    {
        var pace = new WakeupPace(_clock);
        var pauses = new List<double>();
        for (var i = 0; i < 6; i++)
        {
            pauses.Add(Use(pace));
            pace.Changed();
        }

        Assert.Equal([0, 0, 0.25, 0.25, 0.25, 0.25], pauses);
    }

    // each of many servers that join wakes once before it passes, and once when it does
    [Fact]
    public void Changed_AfterAnEarlyWakeEachTime_NeverPausesForASecond()
    {
        var pace = new WakeupPace(_clock);
        for (var server = 0; server < 20; server++)
        {
            Assert.InRange(Use(pace), 0, 0.5);
            _clock.Advance(TimeSpan.FromMilliseconds(20));
            Assert.InRange(Use(pace), 0, 0.5);
            pace.Changed();
        }
    }

    [Fact]
    public void Reset_AfterMany_StartsAnew()
    {
        var pace = new WakeupPace(_clock);
        for (var i = 0; i < 12; i++)
            Use(pace);
        pace.Reset();
        Assert.Equal([0, 0, 0.1, 0.2], Enumerable.Range(0, 4).Select(_ => Use(pace)));
    }

    [Fact]
    public void Exhaust_Always_PausesForTheLongestPeriod()
    {
        var pace = new WakeupPace(_clock);
        pace.Exhaust();
        Assert.Equal(15, Use(pace));
        pace.Exhaust();
        Assert.Equal(15, Use(pace));
    }

    private double Use(WakeupPace pace)
    {
        var pause = pace.Take();
        _clock.Advance(pause);
        return pause.TotalSeconds;
    }
}
