using Discovery.Cache;
using Discovery.Testing;
using Discovery.Tests.Memcached;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Client;

public sealed class CacheClientFailureTests
{
    [Fact]
    public async Task Everything_NodeDown_IsUnavailableAndNeverThrows()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", 1);
        await rig.Cluster[0].StopAsync();
        var client = rig.Client;
        CacheFailure?[] failures =
        [
            (await client.GetAsync<int>("a")).Failure, (await client.GetVersionedAsync<int>("a")).Failure,
            (await client.GetAndTouchAsync<int>("a", TimeSpan.FromMinutes(1))).Failure, (await client.GetManyAsync<int>(["a"]))["a"].Failure,
            (await client.IncrementAsync("a")).Failure, (await client.DecrementAsync("a")).Failure,
            (await client.SetAsync("a", 1)).Failure, (await client.AddAsync("a", 1)).Failure, (await client.ReplaceAsync("a", 1)).Failure,
            (await client.CompareAndSetAsync("a", 1, 1)).Failure, (await client.AppendAsync("a", default)).Failure,
            (await client.PrependAsync("a", default)).Failure, (await client.RemoveAsync("a")).Failure,
            (await client.TouchAsync("a", TimeSpan.FromMinutes(1))).Failure, (await client.ClearAsync()).Single().Value.Failure,
            (await client.SetManyAsync([KeyValuePair.Create("a", 1)]))["a"].Failure, (await client.RemoveManyAsync(["a"]))["a"].Failure,
        ];
        Assert.All(failures, failure => Assert.Equal(rig.Cluster[0].Node.Name, failure!.Node));
        Assert.All(failures, failure => Assert.True(failure!.Reason is CacheFailureReason.NodeDown or CacheFailureReason.ConnectionLost, failure.ToString()));
        Assert.NotNull(await client.ExplainAsync("a"));
    }

    [Fact]
    public async Task GetAsync_ServerComesBack_Recovers()
    {
        await using var rig = await ClientRig.StartAsync();
        for (var i = 0; i < 5; i++)
        {
            await rig.Cluster[0].RestartAsync();
            await LaneRig.UntilAsync(() => rig.Cluster[0].OpenConnections == 1);
            await SetUntilDoneAsync(rig.Client, i);
            Assert.Equal(i, (await rig.Client.GetAsync<int>("a")).Value);
        }
    }

    [Fact]
    public async Task GetAsync_ConnectionReset_IsReadOnceMore()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", "x");
        rig.Cluster[0].TearNextReply(7);
        Assert.Equal("x", (await rig.Client.GetAsync<string>("a")).Value);
        Assert.Equal(2, rig.Cluster[0].AcceptedConnections);
    }

    [Fact]
    public async Task SetAsync_ReplyTorn_IsNotWrittenTwice()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", "x");
        var before = rig.Cluster[0].CommandCount("ms");
        rig.Cluster[0].TearNextReply(0);
        var result = await rig.Client.SetAsync("a", "y");
        Assert.Equal((CacheFailureReason.ConnectionLost, false), (result.Failure!.Reason, result.Failure.NeverSent));
        Assert.Equal(1, rig.Cluster[0].CommandCount("ms") - before);
    }

    [Fact]
    public async Task GetAsync_WithoutTheDialectAskedFor_SaysWhatItIs()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.Connections.Protocol = ServerProtocol.Meta);
        await using var old = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { Dialect = EmbeddedMemcachedDialect.ClassicOnly });
        await rig.TellAsync(new NodeSet([old.Node]));
        var failure = (await rig.Client.GetAsync<int>("a")).Failure!;
        Assert.Equal(CacheFailureReason.NodeDown, failure.Reason);
        Assert.Contains("they need 1.6.10", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetAsync_ServerStopsAnswering_TimesOutWithoutHanging()
    {
        await using var rig = await ClientRig.StartAsync(configure: options => options.OperationTimeout = TimeSpan.FromMilliseconds(100));
        await rig.Client.SetAsync("a", "x");
        rig.Cluster[0].Pause();
        var reads = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => rig.Client.GetAsync<string>("a").AsTask())).WaitAsync(LaneRig.Bound);
        Assert.All(reads, read => Assert.Equal(CacheFailureReason.TimedOut, read.Failure!.Reason));
        rig.Cluster[0].Resume();
        Assert.Equal("x", (await rig.Client.GetAsync<string>("a")).Value);
        Assert.Equal(1, rig.Cluster[0].AcceptedConnections);
    }

    [Fact]
    public async Task FirstCalls_ThousandBeforeThereIsAList_WaitThenSucceedOverOneConnectionEach()
    {
        await using var rig = await ClientRig.StartAsync(3, known: false);
        var writes = Enumerable.Range(0, 1000).Select(i => Task.Run(async () => await rig.Client.SetAsync($"k{i}", i))).ToArray();
        await rig.TellAsync(rig.Cluster.Set);
        Assert.All(await Task.WhenAll(writes).WaitAsync(LaneRig.Bound), result => Assert.True(result.IsDone, result.Failure?.ToString()));
        Assert.All(rig.Cluster.Servers, server => Assert.Equal(1, server.AcceptedConnections));
    }

    [Fact]
    public async Task FirstCall_NoListInTime_IsNoNodesWithinOneTimeout()
    {
        var time = new ManualTimeProvider();
        await using var rig = await ClientRig.StartAsync(0, known: false, services: services => services.AddSingleton<TimeProvider>(time));
        var armed = time.ArmedTimers;
        var read = rig.Client.GetAsync<int>("a").AsTask();
        var many = rig.Client.GetManyAsync<int>(["a", "b"]).AsTask();
        var explain = rig.Client.ExplainAsync("a").AsTask();
        await LaneRig.UntilAsync(() => time.ArmedTimers >= armed + 3);
        Assert.False(read.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(10));
        var result = await read.WaitAsync(LaneRig.Bound);
        Assert.Equal((CacheFailureReason.NoNodes, true), (result.Failure!.Reason, result.Failure.NeverSent));
        Assert.All((await many.WaitAsync(LaneRig.Bound)).Values, value => Assert.Equal(CacheFailureReason.NoNodes, value.Failure!.Reason));
        Assert.Null(await explain.WaitAsync(LaneRig.Bound));
    }

    [Fact]
    public async Task FirstCall_BadKeyBeforeThereIsAList_ThrowsAtOnce()
    {
        var time = new ManualTimeProvider();
        await using var rig = await ClientRig.StartAsync(0, known: false, services: services => services.AddSingleton<TimeProvider>(time));
        await Assert.ThrowsAsync<CacheKeyException>(() => rig.Client.GetAsync<int>("a b").AsTask().WaitAsync(LaneRig.Bound));
        await Assert.ThrowsAsync<CacheKeyException>(() => rig.Client.SetAsync("a b", 1).AsTask().WaitAsync(LaneRig.Bound));
        await Assert.ThrowsAsync<CacheKeyException>(() => rig.Client.GetManyAsync<int>(["a b"]).AsTask().WaitAsync(LaneRig.Bound));
        using var cancel = new CancellationTokenSource();
        var read = rig.Client.GetAsync<int>("a", cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(LaneRig.Bound));
    }

    [Fact]
    public async Task DisposeAsync_UnderLoad_EndsEveryCall()
    {
        await using var rig = await ClientRig.StartAsync(2);
        await rig.Client.SetAsync("a", "x");
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var callers = Enumerable.Range(0, 64).Select(i => Task.Run(() => CallAsync(i))).ToArray();
        await Task.WhenAll(rig.DisposeCacheAsync(), rig.DisposeCacheAsync());
        stop.SetResult();
        await Task.WhenAll(callers).WaitAsync(LaneRig.Bound);
        Assert.Equal(CacheFailureReason.Disposed, (await rig.Client.GetAsync<string>("a")).Failure!.Reason);
        await LaneRig.UntilAsync(() => rig.Cluster.Servers.All(server => server.OpenConnections == 0));

        async Task CallAsync(int caller)
        {
            while (!stop.Task.IsCompleted)
            {
                var result = await rig.Client.GetAsync<string>($"k{caller}");
                Assert.True(result.Status == CacheStatus.Miss || result.Failure!.Reason == CacheFailureReason.Disposed, result.Failure?.ToString());
            }
        }
    }

    [Fact]
    public async Task Operations_CancelledBefore_ThrowAndSendNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", 1);
        var before = rig.Cluster[0].Commands.Values.Sum();
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Client.GetAsync<int>("a", cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Client.SetAsync("a", 2, null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await rig.Client.ClearAsync(cancelled));
        Assert.Equal(before, rig.Cluster[0].Commands.Values.Sum());
    }

    private static async Task SetUntilDoneAsync(ICacheClient client, int value)
    {
        using var bound = new CancellationTokenSource(LaneRig.Bound);
        while (!(await client.SetAsync("a", value, null, bound.Token)).IsDone)
            await Task.Delay(5, bound.Token);
    }
}
