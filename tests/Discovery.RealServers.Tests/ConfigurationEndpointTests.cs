using System.Globalization;
using System.Text;
using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>What sources say of a real server that is not what they were promised, and a real server as a configuration endpoint.</summary>
public sealed class ConfigurationEndpointTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public Task ElastiCache_PlainMemcached_NamesTheOptionAndWhatToDo() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = RunningCache.Start(builder => builder.UseElastiCache(options => options.Endpoint = server.Endpoint));
        var known = await FailureAsync(cache);
        Assert.Equal(NodeSourceFailure.Configuration, known.FailureKind);
        Assert.Contains(server.Endpoint, known.LastFailure, StringComparison.Ordinal);
        Assert.Contains("'config get cluster'", known.LastFailure, StringComparison.Ordinal);
        Assert.Contains("ElastiCache:Endpoint", known.LastFailure, StringComparison.Ordinal);
        Assert.Contains("ElastiCache:FallbackToEndpoint", known.LastFailure, StringComparison.Ordinal);
        Assert.Equal(0, known.Set.Count);
    });

    [Fact]
    public Task ElastiCache_NobodyListens_NamesTheEndpointAndGoesOnWhenSomebodyDoes() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await server.KillAsync();
        await using var cache = RunningCache.Start(
            builder => builder.UseElastiCache(options => options.Endpoint = server.Endpoint),
            options => options.OperationTimeout = TimeSpan.FromMilliseconds(100));
        var known = await FailureAsync(cache);
        Assert.Equal(NodeSourceFailure.Transient, known.FailureKind);
        Assert.Contains(server.Endpoint, known.LastFailure, StringComparison.Ordinal);
        Assert.Equal(CacheFailureReason.NoNodes, (await cache.Client.GetAsync<string>("key")).Failure?.Reason);

        await server.RestartAsync();
        await DescribeAsync(server, server);
        await cache.WaitForNodesAsync($"localhost:{server.Port}");
        Assert.True((await cache.Client.SetAsync("key", "value")).IsDone);
    });

    [Fact]
    public Task ElastiCache_PlainMemcachedAndFallback_IsTheOnlyNode() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = await RunningCache.StartAsync(builder => builder.UseElastiCache(options =>
        {
            options.Endpoint = server.Endpoint;
            options.FallbackToEndpoint = true;
        }));
        await cache.WaitForNodesAsync(server.Endpoint);
        Assert.True((await cache.Client.SetAsync("key", "value")).IsDone);
        Assert.Equal("value", (await cache.Client.GetAsync<string>("key")).Value);
    });

    // engines before 1.4.14 kept the list under a key, which any memcached can do
    [Fact]
    public Task ElastiCache_ListUnderTheLegacyKey_IsDiscoveredAndFollowed() => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartAsync(3);
        await DescribeAsync(servers[0], servers[0], servers[1]);
        await using var cache = await RunningCache.StartAsync(
            builder => builder.UseElastiCache(options => options.Endpoint = servers[0].Endpoint),
            options => options.Memory.Ttl = TimeSpan.FromMilliseconds(200));
        await cache.WaitForNodesAsync($"localhost:{servers[0].Port}", $"localhost:{servers[1].Port}");
        var load = new Workload(cache.Client, 300);
        await load.FillAsync();
        Assert.Equal(load.Count, await load.CountHitsAsync());

        await DescribeAsync(servers[0], servers[0], servers[1], servers[2]);
        await cache.WaitForNodesAsync($"localhost:{servers[0].Port}", $"localhost:{servers[1].Port}", $"localhost:{servers[2].Port}");
    });

    [Fact]
    public Task Consul_PlainMemcachedAtItsAddress_NamesTheAddress() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var cache = RunningCache.Start(builder => builder.UseConsul(options =>
        {
            options.Address = new Uri($"http://{server.Endpoint}");
            options.Service = "memcached";
        }));
        var known = await FailureAsync(cache);
        Assert.Contains($"http://{server.Endpoint}", known.LastFailure, StringComparison.Ordinal);
    });

    private static async Task<NodeDirectorySnapshot> FailureAsync(RunningCache cache)
    {
        await Eventually.IsTrueAsync(() => cache.Directory.Current.LastFailure is not null, () => "No failure is told.");
        return cache.Directory.Current;
    }

    // the version grows with the list, as the real one's does
    private static async Task DescribeAsync(MemcachedProcess endpoint, params MemcachedProcess[] nodes)
    {
        var list = string.Join(' ', nodes.Select(node => string.Create(CultureInfo.InvariantCulture, $"localhost|127.0.0.1|{node.Port}")));
        var body = string.Create(CultureInfo.InvariantCulture, $"{nodes.Length}\n{list}\n");
        var length = Encoding.ASCII.GetByteCount(body);
        Assert.Equal("STORED", await endpoint.AskAsync(string.Create(CultureInfo.InvariantCulture, $"set AmazonElastiCache:cluster 0 0 {length}\r\n{body}")));
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
