using Discovery.Cache;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

/// <summary>Two processes of one host, with one file, one clock and a source each.</summary>
public sealed class SiblingTests : IAsyncDisposable
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Ten = TimeSpan.FromSeconds(10);
    private readonly TopologyHarness _other = new(A, B);
    private readonly TopologyHarness _mine;

    public SiblingTests()
    {
        _other.Random = 0.45;
        _mine = new TopologyHarness(A, B) { Folder = _other.Folder, Clock = _other.Clock };
        _mine.Options.File.Path = _other.FilePath;
        _mine.Options.File.ShareConfirmations = _other.Options.File.ShareConfirmations = true;
    }

    public async ValueTask DisposeAsync()
    {
        await _mine.DisposeAsync();
        await _other.DisposeAsync();
    }

    [Fact]
    public async Task T55_SiblingConfirmedWithinTheTtl_SparesThePollAndSaysSo()
    {
        await StartBothAsync();
        await OtherPollsAsync();
        await StepAsync();
        Assert.Equal((1, 2), (_mine.Source.CallCount, _other.Source.CallCount));
        Assert.Equal((NodeListOrigin.Sibling, null), (_mine.Current.Origin, _mine.Current.LastFailure));
        Assert.Equal(TimeSpan.FromSeconds(0.3), _mine.Current.Age);
        Assert.Equal(1, _mine.Current.Generation);
    }

    [Fact]
    public async Task T55_TenMinutes_CostOnePollPerTtlForBoth()
    {
        await StartBothAsync();
        while (_mine.Clock.GetElapsedTime(0) < TimeSpan.FromMinutes(10))
        {
            await StepAsync();
            Assert.InRange(_mine.Current.Age!.Value, TimeSpan.Zero, Ttl); // and no list is older than with a poll of its own
        }

        Assert.InRange(_mine.Source.CallCount + _other.Source.CallCount, 20, 23);
    }

    [Fact]
    public async Task Ask_SiblingHasAnotherList_AsksTheSourceItself()
    {
        await StartBothAsync();
        _other.Source.SetNodes(A, B, C);
        await OtherPollsAsync();
        Assert.Equal(3, _other.Current.Set.Count);
        await StepAsync();
        Assert.Equal((2, NodeListOrigin.Source, 2), (_mine.Source.CallCount, _mine.Current.Origin, _mine.Current.Set.Count));
    }

    [Fact]
    public async Task Ask_OwnConfirmation_SparesNothing()
    {
        await _mine.StartAsync();
        for (var i = 1; i <= 5; i++)
        {
            await _mine.NextAnswerAsync(Ttl);
            Assert.Equal((1 + i, NodeListOrigin.Source), (_mine.Source.CallCount, _mine.Current.Origin));
        }
    }

    [Fact]
    public async Task Ask_SwitchedOff_AsksTheSource()
    {
        _mine.Options.File.ShareConfirmations = false;
        await StartBothAsync();
        await OtherPollsAsync();
        await StepAsync();
        Assert.Equal((2, NodeListOrigin.Source), (_mine.Source.CallCount, _mine.Current.Origin));
    }

    [Fact]
    public async Task Ask_InMotion_AsksTheSource()
    {
        _mine.Down.Add("a:1");
        await StartBothAsync();
        await _other.RefreshAsync(); // confirmed this very moment
        await StepAsync();
        Assert.Equal((2, NodeListOrigin.Source), (_mine.Source.CallCount, _mine.Current.Origin));
    }

    [Fact]
    public async Task RequestRefresh_SiblingJustConfirmed_AsksTheSourceAllTheSame()
    {
        await StartBothAsync();
        await OtherPollsAsync();
        await _mine.RefreshAsync();
        Assert.Equal((2, NodeListOrigin.Source), (_mine.Source.CallCount, _mine.Current.Origin));
    }

    [Fact]
    public async Task Ask_SiblingFromAnHourAhead_IsNotBelieved()
    {
        await StartBothAsync();
        _mine.Clock.ShiftWallClock(TimeSpan.FromHours(1));
        await OtherPollsAsync();
        _mine.Clock.ShiftWallClock(TimeSpan.FromHours(-1));
        await StepAsync();
        Assert.Equal((2, NodeListOrigin.Source), (_mine.Source.CallCount, _mine.Current.Origin));
    }

    // mine starts ten seconds after the other and asks a little less often, so the other one's polls come first
    private async Task StartBothAsync()
    {
        await _other.StartAsync();
        _mine.Clock.Advance(Ten);
        _mine.Timers = _other.Timers = 2;
        await _mine.StartAsync();
    }

    // the first poll of the other one is spared by the start of mine
    private async Task OtherPollsAsync()
    {
        while (_other.Source.CallCount == 1)
            await StepAsync();
        Assert.Equal(1, _mine.Source.CallCount);
    }

    // to the next timer, which is one of the two loops', and through what it does
    private async Task StepAsync()
    {
        var before = (_mine.Current, _other.Current);
        _mine.Clock.Advance(_mine.Clock.UntilNextTimer!.Value);
        await UntilAsync(() => (_mine.Current, _other.Current) != before && _mine.Clock.ArmedTimers == 2);
    }
}
