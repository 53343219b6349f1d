using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>A real agent that is there and does not answer, and servers that have no leader; the cache goes on.</summary>
public sealed class AgentTroubleTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public Task T23_AgentFrozen_OperationsGoOnAndItHealsWhenItIsBack() => Bounded(async () =>
    {
        await using var cluster = await ConsulCluster.StartAsync("a", "b", "c");
        await cluster.RegisterUncheckedAsync("a", "b");
        await using var cache = await cluster.ConnectAsync(Hurried, consul => (consul.Wait, consul.Timeout) = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));
        await cache.WaitForNodesAsync(cluster["a"].Endpoint, cluster["b"].Endpoint);
        var load = new Workload(cache.Client, 1_000);
        await load.FillAsync();

        await cluster.Agent.PauseAsync();
        var frozen = TimeProvider.System.GetTimestamp();
        var noticed = Eventually.IsTrueAsync(() => cache.Directory.Current.LastFailure is not null, () => "The held question did not end.");
        while (!noticed.IsCompleted)
            Assert.Equal(load.Count, await load.CountHitsAsync());
        await noticed;
        // the wait, its sixteenth and five seconds; the rest is for a machine under load
        Assert.InRange(TimeProvider.System.GetElapsedTime(frozen).TotalSeconds, 1, 20);
        Assert.Contains("did not answer within", cache.Directory.Current.LastFailure, StringComparison.Ordinal);
        Assert.Equal((1, NodeSourceFailure.Transient), (cache.Directory.Current.Generation, cache.Directory.Current.FailureKind));
        Assert.Equal(load.Count, await load.CountHitsAsync());

        await cluster.Agent.ResumeAsync();
        await cluster.RegisterUncheckedAsync("c");
        await cache.WaitForNodesAsync(cluster.Endpoints);
        await HealedAsync(cache);
    });

    [Fact]
    public Task T10_ThreeServersLoseTheirLeader_RingIsKeptUntilThereIsAnother() => Bounded(async () =>
    {
        await using var servers = await ConsulServers.StartAsync();
        await using var nodes = await MemcachedGroup.StartAsync(3);
        var (leader, asked, other) = await servers.LeaderAndFollowersAsync() is [var first, var second, var third] ? (first, second, third) : throw new InvalidOperationException();
        for (var i = 0; i < 2; i++)
            await asked.Api.RegisterUncheckedAsync(ConsulCluster.Service, $"{i}", nodes[i].Port);
        await asked.Api.WaitForPassingAsync(ConsulCluster.Service, "0", "1");
        await using var consistent = await ConnectAsync(asked, isStale: false);
        await using var stale = await ConnectAsync(asked, isStale: true);
        RunningCache[] caches = [consistent, stale];
        foreach (var cache in caches)
            await cache.WaitForNodesAsync(nodes[0].Endpoint, nodes[1].Endpoint);
        var load = new Workload(consistent.Client, 1_000);
        await load.FillAsync();
        // a server that follows may have told the two one after the other
        var known = Array.ConvertAll(caches, cache => (cache.Directory.Current.Generation, cache.Directory.Current.Set));

        // without the other two there is no majority and so no leader, for as long as that lasts
        await other.PauseAsync();
        await leader.StopAsync();
        await Eventually.IsTrueAsync(
            async () => await load.CountHitsAsync() == load.Count && consistent.Directory.Current.LastFailure?.Contains("No cluster leader", StringComparison.Ordinal) == true,
            () => $"Nothing was noticed: {consistent.Directory.Current.LastFailure}");
        Assert.Equal(known, Array.ConvertAll(caches, cache => (cache.Directory.Current.Generation, cache.Directory.Current.Set)));
        Assert.Equal(NodeSourceFailure.Transient, consistent.Directory.Current.FailureKind);
        Assert.Equal(load.Count, await new Workload(stale.Client, load.Count).CountHitsAsync());

        await other.ResumeAsync();
        await Eventually.IsTrueAsync(asked.Api.HasLeaderAsync, () => "No leader was elected.");
        await asked.Api.RegisterUncheckedAsync(ConsulCluster.Service, "2", nodes[2].Port);
        foreach (var cache in caches)
        {
            await cache.WaitForNodesAsync([.. nodes.Endpoints]);
            await HealedAsync(cache);
        }

        Assert.Equal(known.Select(before => before.Generation + 1), caches.Select(cache => cache.Directory.Current.Generation));
    });

    private static Task<RunningCache> ConnectAsync(ConsulAgent agent, bool isStale) => RunningCache.StartAsync(
        builder => builder.UseConsul(options =>
            (options.Address, options.Service, options.Stale, options.Wait) = (agent.Address, ConsulCluster.Service, isStale, TimeSpan.FromSeconds(1))),
        Hurried);

    private static void Hurried(CacheOptions options) => options.Watch.MaxBackoff = TimeSpan.FromSeconds(1);

    private static Task HealedAsync(RunningCache cache) => Eventually.IsTrueAsync(
        () => cache.Directory.Current is { LastFailure: null, Origin: NodeListOrigin.Source },
        () => $"It did not heal: {cache.Directory.Current.LastFailure}");

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
