using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class NodeWatcherTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Start_PolledSource_IsAskedAgainAtEveryTtlWithWhatIsKnown()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        Assert.Null(harness.Source.Calls[0].Known);
        harness.Source.SetNodes(A, B, C);
        Assert.Equal(Ttl, harness.Clock.UntilNextTimer); // the first list is no motion
        await harness.NextAnswerAsync(Ttl);
        Assert.Equal(new NodeSet([A, B]), harness.Source.Calls[1].Known);
        Assert.Equal((3, 2L), (harness.Current.Set.Count, harness.Current.Generation));
    }

    [Fact]
    public async Task Start_WaitingSource_FollowsAChangeWithoutAnyTimePassing()
    {
        await using var harness = await HeldAsync();
        harness.Source.SetNodes(A);
        await UntilAsync(() => harness.Current.Generation == 2);
        Assert.Equal(new NodeSet([A]), harness.Current.Set);
    }

    [Fact]
    public async Task T01_EmptyAnswersForEver_ChangeNothingAndAreToldOnce()
    {
        await using var harness = new TopologyHarness(A, B, C);
        await harness.StartAsync();
        var bytes = await File.ReadAllBytesAsync(harness.FilePath);
        harness.Source.SetNodes();
        await harness.NextAnswerAsync(Ttl);
        for (var i = 0; i < 20; i++)
            await harness.NextAnswerAsync(Ttl);
        Assert.Equal((3, 1L, NodeListOrigin.File), (harness.Current.Set.Count, harness.Current.Generation, harness.Current.Origin));
        Assert.Equal(NodeSourceFailure.Suspect, harness.Current.FailureKind);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(harness.FilePath));
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Quarantined);
    }

    [Fact]
    public async Task T03_FlappingBetweenEmptyAndFull_NeverChangesTheList()
    {
        await using var harness = new TopologyHarness(A, B, C);
        await harness.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            harness.Source.Enqueue(NodeSet.Empty);
            await harness.NextAnswerAsync(Ttl);
            await harness.NextAnswerAsync(Ttl);
        }

        Assert.Equal(1, harness.Current.Generation);
        Assert.Null(harness.Current.LastFailure);
    }

    [Fact]
    public async Task T08_SourceThatNeverHolds_IsSlowedToTheLimiter()
    {
        await using var harness = new TopologyHarness(A);
        harness.Source.WaitsForChange = true;
        for (var i = 0; i < 10_000; i++)
            harness.Source.Enqueue(new NodeSet([A], version: (ulong)i));
        await harness.StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await UntilAsync(() => harness.Source.HeldCalls == 0 && harness.Clock.ArmedTimers == 1 && harness.Source.CallCount == 2 + i);
            harness.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.InRange(harness.Source.CallCount, 21, 22); // a burst of two, then one in each half second
        await harness.Events.ExpectAsync(NodeVerdict.Accepted);
    }

    [Fact]
    public async Task T09_TwoSetsInTurn_SwapAtMostOncePerWindow()
    {
        await using var harness = new TopologyHarness(A, B);
        harness.Source.WaitsForChange = true;
        for (var i = 0; i < 40; i++)
            harness.Source.Enqueue(i % 2 == 0 ? new NodeSet([A]) : new NodeSet([A, C]));
        await harness.StartAsync();
        for (var i = 0; i < 10; i++)
        {
            await UntilAsync(() => harness.Source.HeldCalls == 0 && harness.Clock.ArmedTimers == 1 && harness.Source.CallCount == 2 + i);
            harness.Clock.Advance(TimeSpan.FromMilliseconds(500));
        }

        Assert.InRange(harness.Current.Generation, 2, 12);
    }

    [Fact]
    public async Task T16_OtherOrders_AreNoChange()
    {
        await using var harness = new TopologyHarness(A, B, C);
        await harness.StartAsync();
        foreach (var order in new Node[][] { [A, C, B], [B, A, C], [B, C, A], [C, A, B], [C, B, A] })
        {
            harness.Source.SetNodes(order);
            await harness.NextAnswerAsync(Ttl);
        }

        Assert.Equal(1, harness.Current.Generation);
        await harness.Events.ExpectAsync(NodeVerdict.Accepted);
    }

    [Fact]
    public async Task RequestRefresh_DuringAPause_AsksAtOnce()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Source.SetNodes(A, B);
        harness.Built.Watcher.RequestRefresh();
        await UntilAsync(() => harness.Current.Generation == 2);
    }

    [Fact]
    public async Task RequestRefresh_ThousandsAtOnce_AreFewQuestions()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        for (var i = 0; i < 10_000; i++)
            harness.Built.Watcher.RequestRefresh();
        await UntilAsync(() => harness.Source.CallCount >= 2 && harness.Clock.ArmedTimers == 1);
        Assert.Equal(2, harness.Source.CallCount); // the burst; further ones wait for the limiter
    }

    [Fact]
    public async Task RequestRefresh_DuringAHeldCall_EndsItAndAsksForAnAnswerNow()
    {
        await using var harness = await HeldAsync();
        harness.Built.Watcher.RequestRefresh();
        await UntilAsync(() => harness.Source.HeldCalls == 0 && harness.Clock.ArmedTimers == 1);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await harness.Source.WaitForCallsAsync(3).WaitAsync(Bound);
        Assert.Null(harness.Source.Calls[2].Known);
    }

    [Fact]
    public async Task T51_WishDuringAQuestion_LeadsToOneMore()
    {
        await using var harness = new TopologyHarness(A);
        await harness.StartAsync();
        harness.Source.Hold();
        harness.Built.Watcher.RequestRefresh();
        await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        harness.Built.Watcher.RequestRefresh();
        harness.Source.Release();
        await UntilAsync(() => harness.Source.HeldCalls == 0 && harness.Clock.ArmedTimers == 1);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(500));
        await harness.Source.WaitForCallsAsync(3).WaitAsync(Bound);
    }

    [Fact]
    public async Task T52_WaitingPreferredDown_ThePolledFallbackIsStillPolled()
    {
        await using var harness = new TopologyHarness();
        harness.Source.WaitsForChange = true;
        var polled = new ScriptedNodeSource("Polled", B);
        harness.Sources.Add(new TopologySource(polled, IsRemote: false));
        await harness.StartAsync();
        polled.SetNodes(B, C);
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(new NodeSet([B, C]), harness.Current.Set);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T53_Dispose_EndsAHeldCallAndAPauseAtOnceAndNothingFollows(bool held)
    {
        var harness = held ? await HeldAsync() : new TopologyHarness(A);
        if (!held)
            await harness.StartAsync();
        await harness.Built.Watcher.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(1));
        await harness.Events.Completed.WaitAsync(Bound);
        var (calls, current) = (harness.Source.CallCount, harness.Current);
        harness.Source.SetNodes(C);
        harness.Built.Watcher.RequestRefresh();
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((calls, 0, 0), (harness.Source.CallCount, harness.Source.HeldCalls, harness.Clock.ArmedTimers));
        Assert.Same(current, harness.Current);
        await harness.DisposeAsync();
    }

    [Fact]
    public async Task LocalSource_Failing_HasNoFile()
    {
        await using var harness = new TopologyHarness(A);
        harness.Sources[0] = new TopologySource(harness.Source, IsRemote: false);
        await harness.StartAsync();
        Assert.False(File.Exists(harness.FilePath));
    }

    [Theory]
    [InlineData("/x/nodes.json", "Consul", false, "/x/nodes.json")]
    [InlineData("/x/nodes.json", "Consul", true, "/x/nodes.consul.json")]
    [InlineData("/x.d/nodes", "My/Source", true, "/x.d/nodes.my_source")]
    public void FilePath_SeveralRemoteSources_AddTheirName(string path, string source, bool shared, string expected) =>
        Assert.Equal(expected, TopologyBuilder.FilePath(path, source, shared));

    private static async Task<TopologyHarness> HeldAsync()
    {
        var harness = new TopologyHarness(A, B);
        harness.Source.WaitsForChange = true;
        await harness.StartAsync();
        await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        return harness;
    }
}
