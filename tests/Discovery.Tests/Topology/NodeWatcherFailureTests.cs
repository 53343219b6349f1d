using Discovery.Cache;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class NodeWatcherFailureTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task T13_FailuresInARow_BackOffDoublingAndRecoveryResets()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Source.Fail(new NodeSourceException("503"));
        await harness.NextAnswerAsync(Ttl);
        foreach (var step in new[] { 450, 900, 1800, 3600, 7200, 14400, 27000, 27000 }) // doubled from 500 ms, a tenth less by jitter, at most 30 s
        {
            var calls = harness.Source.CallCount;
            harness.Clock.Advance(TimeSpan.FromMilliseconds(step - 1));
            Assert.Equal(calls, harness.Source.CallCount);
            await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(1));
            Assert.Equal(calls + 1, harness.Source.CallCount);
        }

        harness.Source.SetNodes(A, B);
        await harness.NextAnswerAsync(TimeSpan.FromSeconds(27));
        Assert.Null(harness.Current.LastFailure);
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Failed, NodeVerdict.Confirmed);
        harness.Source.Fail(new NodeSourceException("503"));
        await harness.NextAnswerAsync(Ttl);
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(450));
    }

    [Fact]
    public async Task T14_SourceDemandsAPause_ItIsKeptEvenAgainstWishes()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Source.Enqueue(new NodeSourceException("429") { RetryAfter = TimeSpan.FromSeconds(60) });
        await harness.NextAnswerAsync(Ttl);
        harness.Built.Watcher.RequestRefresh();
        harness.Clock.Advance(TimeSpan.FromSeconds(60) - TimeSpan.FromMilliseconds(1));
        Assert.Equal(2, harness.Source.CallCount);
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(1));
        Assert.Equal(3, harness.Source.CallCount);
    }

    [Fact]
    public async Task T23_SourceAcceptsAndNeverAnswers_TimesOutAndKeepsTheList()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Source.Hold();
        harness.Clock.Advance(Ttl);
        await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        await UntilAsync(() => harness.Clock.ArmedTimers == 1);
        await harness.NextAnswerAsync(harness.Options.Watch.Timeout);
        Assert.Contains("Watch:Timeout", harness.Current.LastFailure, StringComparison.Ordinal);
        Assert.Equal((1, 0), (harness.Current.Set.Count, harness.Source.HeldCalls));
    }

    [Fact]
    public async Task T62_SourceDown_IsAskedOncePerBackoffStepHoweverManyWishesCome()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Source.Fail(new NodeSourceException("down"));
        await harness.NextAnswerAsync(Ttl);
        for (var i = 0; i < 2; i++)
            await harness.NextAnswerAsync(TimeSpan.FromSeconds(1)); // three failures: the breaker opens
        var calls = harness.Source.CallCount;
        await harness.RefreshAsync();
        harness.Clock.Advance(TimeSpan.FromMilliseconds(500)); // a token, and still within the break
        await harness.RefreshAsync();
        Assert.Contains("left alone", harness.Current.LastFailure, StringComparison.Ordinal);
        Assert.Equal(calls, harness.Source.CallCount);
    }

    [Fact]
    public async Task T70_WallClockJumps_DoNotMoveThePolls()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Clock.ShiftWallClock(TimeSpan.FromDays(3650));
        Assert.Equal(Ttl, harness.Clock.UntilNextTimer);
        harness.Clock.ShiftWallClock(TimeSpan.FromDays(-3651));
        Assert.Equal(Ttl, harness.Clock.UntilNextTimer);
        await harness.NextAnswerAsync(Ttl);
        Assert.Equal((2, TimeSpan.Zero), (harness.Source.CallCount, harness.Current.Age!.Value));
    }

    [Fact]
    public async Task T60_OnlyAFileAtStart_ServesItAndHealsInTheBackground()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        await harness.Built.Watcher.DisposeAsync();
        await using var next = new TopologyHarness { Folder = harness.Folder, Clock = harness.Clock };
        next.Options.File.Path = harness.FilePath;
        await next.StartAsync();
        Assert.Equal((NodeListOrigin.File, 2), (next.Current.Origin, next.Current.Set.Count));
        await next.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Failed);
        next.Source.SetNodes(A, B);
        await next.NextAnswerAsync(next.Options.Watch.MinBackoff);
        Assert.Equal(NodeListOrigin.Source, next.Current.Origin);
    }

    [Fact]
    public async Task T69_PathMissing_DiscoveryGoesOnAndTheStateShowsIt()
    {
        await using var harness = new TopologyHarness(A);
        harness.Options.File.Path = harness.Folder.File("no/such/nodes.json");
        await harness.StartAsync();
        Assert.Equal(NodeListOrigin.Source, harness.Current.Origin);
        Assert.Contains("no/such", harness.Current.FileFailure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reload_InvalidOptions_GoesOnWithTheLastValidOnes()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Invalid = "Memory:Ttl is 0";
        await harness.NextAnswerAsync(Ttl);
        harness.Source.SetNodes(A, B);
        await harness.NextAnswerAsync(Ttl);
        Assert.Equal((2, null), (harness.Current.Set.Count, harness.Current.LastFailure));
    }
}
