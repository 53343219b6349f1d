using System.Globalization;
using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

/// <summary>Nodes that join, leave, die and come back under a running cache.</summary>
public sealed class MembershipTests
{
    private static readonly TimeSpan Coarse = TimeSpan.FromMilliseconds(500);

    [Fact]
    public async Task T44_OneNodeMore_TakesItsShareAndNobodyElseReconnects()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(4);
        // the ports differ from run to run, and by them the shares would
        var source = new ScriptedNodeSource("scripted", Named()) { WaitsForChange = true };
        await using var cache = await StartAsync(source);
        var (map, accepted) = (await cache.MapAsync(), cluster.Servers.Select(server => server.AcceptedConnections).ToArray());
        var come = await cluster.AddAsync();
        source.SetNodes(Named());
        await cache.UntilAsync(() => cache.Known.Set.Count == 5);
        var after = await cache.MapAsync();
        var moved = KeyMap.Moved(map, after);
        Assert.InRange(moved.Length, KeyMap.Keys / 10, (KeyMap.Keys / 5) + (KeyMap.Keys / 20));
        Assert.All(moved, key => Assert.Equal("cache-5", after[key]));
        await cache.FillAsync();
        Assert.Equal(accepted, cluster.Servers.Take(4).Select(server => server.AcceptedConnections));
        Assert.Equal(1, come.AcceptedConnections);

        Node[] Named() => [.. cluster.Nodes.Select((node, index) => new Node(node.Host, node.Port, string.Create(CultureInfo.InvariantCulture, $"cache-{index + 1}")))];
    }

    [Fact]
    public async Task T46_ListedButDeadForFiveMinutes_FailsFastAndAsksAgainRarely()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(3);
        var source = new ScriptedNodeSource("scripted", [.. cluster.Nodes]);
        await using var cache = await StartAsync(source, options => options.Memory.Ttl = TimeSpan.FromSeconds(30));
        var map = await cache.MapAsync();
        var (dead, alive) = (KeyMap.KeyOf(map, cluster[0].Node.Name), KeyMap.KeyOf(map, cluster[1].Node.Name));
        await cluster[0].StopAsync();
        var (calls, died, operations) = (source.CallCount, cache.Clock.GetUtcNow(), 0);
        // the first trouble leads to a question long before the next poll is due
        await cache.UntilAsync(async () => (await ReadAsync(dead)).IsUnavailable && source.CallCount > calls);
        Assert.InRange(cache.Clock.GetUtcNow() - died, TimeSpan.Zero, TimeSpan.FromSeconds(20));
        var end = cache.Clock.GetUtcNow() + TimeSpan.FromMinutes(5);
        while (cache.Clock.GetUtcNow() < end)
        {
            for (var i = 0; i < 10; i++, operations++)
                Assert.Equal(CacheFailureReason.NodeDown, (await ReadAsync(dead)).Failure?.Reason);
            Assert.True((await ReadAsync(alive)).IsHit);
            await cache.PassAsync(Coarse, Coarse);
        }

        Assert.InRange(operations, 6_000, int.MaxValue);
        // every three seconds while a node is down, a little more often by the jitter
        Assert.InRange(source.CallCount - calls, 10, (int)(300 / 2.7) + 10);
        Assert.Equal(1, cache.Known.Generation);
        Assert.Equal(map, await cache.MapAsync());

        Task<CacheResult<int>> ReadAsync(int key) => cache.Client.GetAsync<int>(KeyMap.Key(key)).AsTask();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T47_DelistedWithAnOperationInFlight_ItEndsCleanlyAndTheConnectionCloses(bool answers)
    {
        await using var cluster = await EmbeddedCluster.StartAsync(3);
        var source = new ScriptedNodeSource("scripted", [.. cluster.Nodes]) { WaitsForChange = true };
        await using var cache = await StartAsync(source, options => options.OperationTimeout = TimeSpan.FromSeconds(30));
        var key = KeyMap.KeyOf(await cache.MapAsync(), cluster[0].Node.Name);
        var other = KeyMap.KeyOf(await cache.MapAsync(), cluster[1].Node.Name);
        cluster[0].Pause();
        var read = cache.Client.GetAsync<int>(KeyMap.Key(key)).AsTask();
        source.SetNodes(cluster[1].Node, cluster[2].Node);
        await cache.UntilAsync(() => cache.Known.Generation == 2);
        Assert.False(read.IsCompleted);
        if (answers)
            cluster[0].Resume();
        await cache.UntilAsync(() => read.IsCompleted);
        var result = await read;
        Assert.Equal(answers ? CacheStatus.Hit : CacheStatus.Unavailable, result.Status);
        Assert.True((await cache.Client.GetAsync<int>(KeyMap.Key(other)).AsTask().WaitAsync(ChainRig.Bound)).IsHit);
        cluster[0].Resume();
        await cache.UntilAsync(() => cluster[0].OpenConnections == 0);
    }

    [Fact]
    public async Task T49_EveryNodeDeadAtOnce_NoneIsEjectedAndAllComeBack()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(3);
        var source = new ScriptedNodeSource("scripted", [.. cluster.Nodes]);
        await using var cache = await StartAsync(source);
        var map = await cache.MapAsync();
        foreach (var server in cluster.Servers)
            await server.StopAsync();
        await cache.UntilAsync(async () => (await ReadAsync()).Values.All(read => read.Failure?.Reason == CacheFailureReason.NodeDown));
        await cache.PassAsync(TimeSpan.FromMinutes(2), Coarse);
        Assert.Equal(map, await cache.MapAsync());
        Assert.Equal((3, 1L), (cache.Known.Set.Count, cache.Known.Generation));
        Assert.Empty(cache.Changes);
        foreach (var server in cluster.Servers)
            await server.RestartAsync(keepData: true);
        await cache.UntilAsync(async () => (await ReadAsync()).Values.All(read => read.IsHit));

        Task<IReadOnlyDictionary<string, CacheResult<int>>> ReadAsync() =>
            cache.Client.GetManyAsync<int>(Enumerable.Range(0, KeyMap.Filled).Select(KeyMap.Key)).AsTask().WaitAsync(ChainRig.Bound);
    }

    private static Task<ChainRig> StartAsync(ScriptedNodeSource source, Action<CacheOptions>? configure = null) =>
        ChainRig.StartAsync(builder => builder.UseSource(source), configure);
}
