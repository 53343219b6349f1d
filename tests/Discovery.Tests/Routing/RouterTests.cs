using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Tests.Memcached;

namespace Discovery.Tests.Routing;

public sealed class RouterTests
{
    [Fact]
    public async Task OnNodes_First_WakesWhoWaits()
    {
        await using var rig = new RouterRig();
        Assert.Null(rig.Router.Table);
        Assert.False(rig.Router.First.IsCompleted);
        rig.Router.OnNodes(RouterRig.Set("a"), 1);
        await rig.Router.First.WaitAsync(LaneRig.Bound);
        Assert.Equal(1, rig.Router.Table!.Generation);
    }

    [Fact]
    public async Task OnNodes_Removed_FinishesWhatItHasThenCloses()
    {
        await using var rig = new RouterRig();
        rig.Router.OnNodes(RouterRig.Set("a", "b"), 1);
        var (kept, leaving) = (rig.NodeNamed("a"), rig.NodeNamed("b"));
        var (keptTransport, leavingTransport) = (await rig.TransportOfAsync("a"), await rig.TransportOfAsync("b"));
        var read = GetAsync(leaving, rig);
        await leavingTransport.WaitForSendAsync(sent => sent.Length > 0);
        rig.Router.OnNodes(RouterRig.Set("a"), 2);
        Assert.Same(kept, Assert.Single(rig.Router.Table!.Nodes));
        leavingTransport.Feed("VA 1 f0\r\nx\r\n");
        Assert.Equal("x", LaneRig.Text(await read));

        // who took the table before the swap may still come
        var late = GetAsync(leaving, rig);
        await leavingTransport.WaitForSendAsync(sent => sent.IndexOf("mg", 2, StringComparison.Ordinal) > 0);
        leavingTransport.Feed("VA 1 f0\r\ny\r\n");
        Assert.Equal("y", LaneRig.Text(await late));

        rig.Time.Advance(RouterRig.Grace - TimeSpan.FromMilliseconds(1));
        Assert.False(leavingTransport.IsClosed);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1));
        await LaneRig.UntilAsync(() => leavingTransport.IsClosed);
        Assert.False(keptTransport.IsClosed);
        var failure = (await GetAsync(leaving, rig)).Failure!;
        Assert.Equal((CacheFailureReason.Disposed, true), (failure.Reason, failure.NeverSent));
    }

    [Fact]
    public async Task OnNodes_Readdressed_ReplacesOnlyThatNode()
    {
        await using var rig = new RouterRig();
        rig.Router.OnNodes(RouterRig.Set("a", "b"), 1);
        var (a, b) = (rig.NodeNamed("a"), rig.NodeNamed("b"));
        var (first, other) = (await rig.TransportOfAsync("a"), await rig.TransportOfAsync("b"));
        rig.Router.OnNodes(new NodeSet([new Node("a-new", 11211, "a"), b.Node]), 2);
        Assert.Same(b, rig.NodeNamed("b"));
        Assert.NotSame(a, rig.NodeNamed("a"));
        var second = await rig.TransportOfAsync("a-new");
        rig.Time.Advance(RouterRig.Grace);
        await LaneRig.UntilAsync(() => first.IsClosed);
        Assert.False(other.IsClosed);
        Assert.False(second.IsClosed);
    }

    [Fact]
    public async Task DisposeAsync_DuringADrain_ClosesEverythingAtOnce()
    {
        await using var rig = new RouterRig();
        rig.Router.OnNodes(RouterRig.Set("a", "b"), 1);
        var transports = new[] { await rig.TransportOfAsync("a"), await rig.TransportOfAsync("b") };
        var leaving = rig.NodeNamed("b");
        var read = GetAsync(leaving, rig);
        rig.Router.OnNodes(RouterRig.Set("a"), 2);
        await rig.Router.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
        await rig.Router.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
        Assert.All(transports, transport => Assert.True(transport.IsClosed));
        Assert.Equal(CacheFailureReason.Disposed, (await read).Failure!.Reason);
        rig.Router.OnNodes(RouterRig.Set("c"), 3);
        Assert.Equal(2, rig.Router.Table!.Generation);
    }

    [Fact]
    public async Task DisposeAsync_BeforeThereIsATable_WakesWhoWaits()
    {
        await using var rig = new RouterRig();
        await rig.Router.DisposeAsync();
        await rig.Router.First.WaitAsync(LaneRig.Bound);
        Assert.Null(rig.Router.Table);
    }

    [Fact]
    public async Task OnNodes_ManyChanges_LeaveNothingOpen()
    {
        await using var rig = new RouterRig();
        for (var i = 1; i <= 200; i++)
        {
            rig.Router.OnNodes(RouterRig.Set("stays", $"n{i % 3}", $"m{i}"), i);
            rig.Time.Advance(TimeSpan.FromMilliseconds(100));
        }

        var stays = await rig.TransportOfAsync("stays");
        rig.Time.Advance(RouterRig.Grace);
        await LaneRig.UntilAsync(() => rig.OpenTransports == 3);
        Assert.False(stays.IsClosed);
    }

    private static Task<Outcome> GetAsync(MemcachedNode node, RouterRig rig)
    {
        var operation = OperationPool.Rent();
        operation.SetKey([], "key");
        operation.Command = new Command { Kind = CommandKind.GetVersioned };
        operation.Deadline = rig.Time.GetTimestamp() + TimeSpan.FromSeconds(10).Ticks;
        return node.SendAsync(operation, 0, CancellationToken.None).AsTask().WaitAsync(LaneRig.Bound);
    }
}
