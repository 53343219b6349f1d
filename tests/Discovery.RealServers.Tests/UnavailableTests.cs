using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>What callers are told while a real server is dead, frozen or back.</summary>
public sealed class UnavailableTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Server_Killed_EveryMemberIsUnavailableUntilItIsBack() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = await RunningCache.StartAsync(server);
        var client = cache.Client;
        Assert.True((await client.SetAsync("key", "value")).IsDone);
        await server.KillAsync();
        await Eventually.IsTrueAsync(async () => (await client.GetAsync<string>("key")).Failure?.Reason == CacheFailureReason.NodeDown, () => "The node is not down.");

        await EveryMemberIsUnavailableAsync(client, server.Endpoint);

        await server.RestartAsync();
        await Eventually.IsTrueAsync(async () => (await client.SetAsync("key", "again")).IsDone, () => "The node is not back.");
        Assert.Equal("again", (await client.GetAsync<string>("key")).Value);
    });

    [Fact]
    public Task Server_Frozen_TimesOutAndLaterRepliesReachNobodyElse() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = await RunningCache.StartAsync(
            builder => builder.UseStatic(options => options.Nodes = [server.Endpoint]),
            options => options.OperationTimeout = TimeSpan.FromSeconds(2));
        var client = cache.Client;
        var load = new Workload(client, 200);
        await load.FillAsync();

        await server.PauseAsync();
        var late = await client.GetAsync<string>(Workload.Key(1));
        using var cancel = new CancellationTokenSource();
        var given = client.GetAsync<string>(Workload.Key(2), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => given);
        await server.ResumeAsync();

        Assert.Equal(CacheFailureReason.TimedOut, late.Failure?.Reason);
        Assert.Equal(server.Endpoint, late.Failure?.Node);
        await Eventually.IsTrueAsync(async () => (await client.GetAsync<string>(Workload.Key(0))).IsHit, () => "The node does not answer again.");
        Assert.Equal(load.Count, await load.CountHitsAsync());
    });

    [Fact]
    public Task Token_CancelledBefore_ThrowsAndSendsNothing() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = await RunningCache.StartAsync(server);
        await cache.Client.SetAsync("key", "value");
        var sets = await server.StatAsync("cmd_set");
        var cancelled = new CancellationToken(canceled: true);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.Client.SetAsync("key", "other", cancellationToken: cancelled).AsTask());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cache.Client.GetAsync<string>("key", cancelled).AsTask());
        Assert.Equal("value", (await cache.Client.GetAsync<string>("key")).Value);
        Assert.Equal(sets, await server.StatAsync("cmd_set"));
    });

    private static async Task EveryMemberIsUnavailableAsync(ICacheClient client, string node)
    {
        var bytes = "x"u8.ToArray();
        CacheFailure?[] failures =
        [
            (await client.GetAsync<string>("key")).Failure,
            (await client.GetVersionedAsync<string>("key")).Failure,
            (await client.GetAndTouchAsync<string>("key", Limit)).Failure,
            (await client.GetManyAsync<string>(["key"]))["key"].Failure,
            (await client.SetAsync("key", "x")).Failure,
            (await client.SetManyAsync([KeyValuePair.Create("key", "x")]))["key"].Failure,
            (await client.AddAsync("key", "x")).Failure,
            (await client.ReplaceAsync("key", "x")).Failure,
            (await client.CompareAndSetAsync("key", "x", 1)).Failure,
            (await client.AppendAsync("key", bytes)).Failure,
            (await client.PrependAsync("key", bytes)).Failure,
            (await client.RemoveAsync("key")).Failure,
            (await client.RemoveManyAsync(["key"]))["key"].Failure,
            (await client.TouchAsync("key", Limit)).Failure,
            (await client.IncrementAsync("key")).Failure,
            (await client.DecrementAsync("key")).Failure,
            (await client.ClearAsync())[node].Failure,
        ];
        Assert.All(failures, failure => Assert.Equal((CacheFailureReason.NodeDown, node, true), (failure!.Reason, failure.Node, failure.NeverSent)));
        Assert.Equal(node, (await client.ExplainAsync("key"))?.Node.Name);
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
