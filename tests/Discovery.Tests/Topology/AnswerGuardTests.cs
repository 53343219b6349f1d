using Discovery.Cache;
using Discovery.Cache.Topology;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class AnswerGuardTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task T45_MostNodesGone_IsQuarantinedUntilConfirmed()
    {
        await using var harness = new TopologyHarness(A, B, C) { Down = { "b:1", "c:1" } };
        await harness.StartAsync();
        harness.Source.SetNodes(A);
        await harness.NextAnswerAsync(Ttl);
        Assert.Equal((3, NodeSourceFailure.Suspect), (harness.Current.Set.Count, harness.Current.FailureKind));
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(3, harness.Current.Set.Count);
        await harness.NextAnswerAsync(TimeSpan.FromSeconds(1));
        Assert.Equal((1, 2L), (harness.Current.Set.Count, harness.Current.Generation));
        Assert.All(harness.Source.Calls.Skip(2), call => Assert.Null(call.Known)); // asked afresh, not held
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Quarantined, NodeVerdict.Accepted);
    }

    [Fact]
    public async Task T45_MostNodesGoneThatStillAnswer_AreKeptForTheGraceAndAskedAboutSoon()
    {
        await using var harness = new TopologyHarness(A, B, C);
        await harness.StartAsync();
        harness.Source.SetNodes(A);
        await harness.NextAnswerAsync(Ttl);
        var since = harness.Clock.GetTimestamp();
        for (var i = 0; i < 12; i++)
        {
            Assert.Equal((3, NodeSourceFailure.Suspect), (harness.Current.Set.Count, harness.Current.FailureKind));
            Assert.Contains("still answers", harness.Current.LastFailure, StringComparison.Ordinal);
            Assert.InRange(harness.Clock.UntilNextTimer!.Value, TimeSpan.Zero, harness.Options.Watch.MotionPoll); // no long backoff
            await harness.NextAnswerAsync(harness.Clock.UntilNextTimer.Value);
        }

        Assert.Equal((1, 2L), (harness.Current.Set.Count, harness.Current.Generation));
        Assert.InRange(harness.Clock.GetElapsedTime(since), harness.Options.Guard.RemovalGrace, harness.Options.Guard.RemovalGrace + harness.Options.Watch.MotionPoll);
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Quarantined, NodeVerdict.Accepted);
    }

    [Fact]
    public async Task T45_RemovalWithinTheShare_IsAppliedAtOnceThoughTheNodeAnswers()
    {
        await using var harness = new TopologyHarness(A, B, C);
        harness.Source.WaitsForChange = true;
        await harness.StartAsync();
        await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        harness.Source.SetNodes(A, B);
        await UntilAsync(() => harness.Current.Generation == 2); // without any time passing
        Assert.Null(harness.Current.LastFailure);
    }

    [Fact]
    public async Task T40_OlderVersion_IsStaleAndToldAsThat()
    {
        await using var harness = new TopologyHarness();
        harness.Source.SetNodes(new NodeSet([A, B, C], 12));
        await harness.StartAsync();
        harness.Source.Enqueue(new NodeSet([A, B], 11));
        await harness.NextAnswerAsync(Ttl);
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, harness.Current.Generation);
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Stale, NodeVerdict.Confirmed);
    }

    [Fact]
    public async Task T41_ClusterReplaced_IsAcceptedAfterConfirmationAndReachesTheFile()
    {
        await using var harness = new TopologyHarness();
        harness.Source.SetNodes(new NodeSet([A, B], 12));
        await harness.StartAsync();
        harness.Source.SetNodes(new NodeSet([C], 1));
        await harness.NextAnswerAsync(Ttl);
        await harness.NextAnswerAsync(TimeSpan.FromMilliseconds(500));
        Assert.Equal(1, harness.Current.Generation);
        await harness.NextAnswerAsync(TimeSpan.FromSeconds(1));
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Quarantined, NodeVerdict.ClusterReplaced);
        Assert.Equal(new NodeSet([C]), new NodeListFile(harness.FilePath, harness.Clock).Read(out _)!.Set);
    }

    [Fact]
    public async Task T42_SameNamesOtherAddresses_IsReaddressedAtOnce()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Source.SetNodes(A, new Node("b", 1, address: System.Net.IPAddress.Loopback));
        await harness.NextAnswerAsync(Ttl);
        await harness.Events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Readdressed);
    }

    [Fact]
    public async Task Start_FirstAnswerFarSmallerThanTheFile_IsMeasuredAgainstTheFile()
    {
        await using var harness = new TopologyHarness(A, B, C);
        await harness.StartAsync();
        await harness.Built.Watcher.DisposeAsync();
        await using var next = new TopologyHarness(A) { Folder = harness.Folder, Clock = harness.Clock };
        next.Options.File.Path = harness.FilePath;
        await next.StartAsync();
        Assert.Equal((3, NodeListOrigin.File), (next.Current.Set.Count, next.Current.Origin));
    }

    [Fact]
    public async Task T72_ScopeChanges_TheGuardForgetsTheOldCluster()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Source.Scope = "another endpoint";
        harness.Source.SetNodes(C);
        await harness.NextAnswerAsync(Ttl);
        Assert.Equal(new NodeSet([C]), harness.Current.Set);
        Assert.Null(harness.Current.LastFailure);
    }
}
