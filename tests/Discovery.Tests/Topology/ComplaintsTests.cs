using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class ComplaintsTests : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private readonly ManualTimeProvider _clock = new();
    private readonly CacheOptions _options = new(); // motion poll 3 s, short TTL 30 s
    private readonly Complaints _complaints;
    private readonly List<double> _wishes = [];

    public ComplaintsTests() => _complaints = new Complaints(() => _wishes.Add(_clock.GetElapsedTime(0).TotalSeconds), () => _options, _clock);

    public void Dispose() => _complaints.Dispose();

    [Fact]
    public void T46_ThousandAtOnce_AreOneWishNowAndOneAfterTheMotionPoll()
    {
        for (var i = 0; i < 1_000; i++)
            _complaints.Add();
        Assert.Equal([0], _wishes);
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([0, 3], _wishes);
    }

    [Fact]
    public void Add_EverySecondForTenMinutes_IsPassedOnLessAndLess()
    {
        for (var second = 0; second < 600; second++)
        {
            _complaints.Add();
            _clock.Advance(Tick);
        }

        Assert.Equal([0, 3, 9, 21, 45, 75, 105], _wishes.Take(7));
        Assert.InRange(_wishes.Count, 20, 25);
    }

    [Fact]
    public void Add_DuringThePause_IsNeverLost()
    {
        _complaints.Add();
        _clock.Advance(Tick);
        _complaints.Add(); // of another node perhaps
        _clock.Advance(Tick);
        Assert.Equal([0], _wishes);
        _clock.Advance(Tick);
        Assert.Equal([0, 3], _wishes);
    }

    [Fact]
    public void Add_AfterAQuietTime_IsPassedOnAtOnceAndThePauseIsShortAgain()
    {
        for (var second = 0; second < 60; second++)
        {
            _complaints.Add();
            _clock.Advance(Tick);
        }

        _clock.Advance(TimeSpan.FromSeconds(60));
        _wishes.Clear();
        _complaints.Add();
        _complaints.Add();
        _clock.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([120, 123], _wishes);
    }

    [Fact]
    public void Add_AfterTheEnd_DoesNothingAndLeavesNoTimer()
    {
        _complaints.Add();
        _complaints.Add();
        _complaints.Dispose();
        _complaints.Add();
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal([0], _wishes);
        Assert.Equal(0, _clock.ArmedTimers);
    }

    [Fact]
    public async Task T46_ComplaintsDuringAPause_AskTheSourceItselfAtOnce()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Source.SetNodes(A, C);
        for (var i = 0; i < 1_000; i++)
            harness.Built.Watcher.Complain();
        await UntilAsync(() => harness.Current.Generation == 2);
        Assert.Equal(2, harness.Source.CallCount);
        Assert.Null(harness.Source.Calls[1].Known);
    }

    [Fact]
    public async Task T46_ComplaintsForAMinuteDuringHolds_EndFewOfThem()
    {
        await using var harness = new TopologyHarness(A, B);
        harness.Source.WaitsForChange = true;
        await harness.StartAsync();
        for (var second = 0; second < 60; second++)
        {
            await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
            for (var i = 0; i < 100; i++)
                harness.Built.Watcher.Complain();
            harness.Clock.Advance(Tick);
        }

        // five wishes in the minute, each of which costs an answer now and a new hold, beside the first two questions
        await harness.Source.WaitForCallsAsync(4).WaitAsync(Bound);
        Assert.InRange(harness.Source.CallCount, 4, 2 + (2 * 5));
        Assert.Equal(1, harness.Current.Generation);
    }

    [Fact]
    public async Task T53_ComplaintsAfterTheEnd_AskNobody()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Built.Watcher.Complain();
        harness.Built.Watcher.Complain();
        await harness.Built.Watcher.DisposeAsync().AsTask().WaitAsync(Bound);
        var calls = harness.Source.CallCount;
        harness.Built.Watcher.Complain();
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((calls, 0), (harness.Source.CallCount, harness.Clock.ArmedTimers));
    }
}
