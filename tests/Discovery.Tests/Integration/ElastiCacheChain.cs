using System.Net;
using Discovery.Cache;
using Discovery.Testing;
using Discovery.Tests.ElastiCache;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

/// <summary>Servers under the names that ElastiCache gives them, a configuration endpoint that lists them, and a cache.</summary>
internal sealed class ElastiCacheChain : IAsyncDisposable
{
    private ElastiCacheChain(FakeConfigurationEndpoint endpoint, EmbeddedCluster cluster, ChainRig cache)
    {
        Endpoint = endpoint;
        Cluster = cluster;
        Cache = cache;
    }

    public FakeConfigurationEndpoint Endpoint { get; }

    public EmbeddedCluster Cluster { get; }

    public ChainRig Cache { get; }

    public static async Task<ElastiCacheChain> StartAsync(Action<CacheOptions>? configure = null)
    {
        var endpoint = new FakeConfigurationEndpoint();
        var cluster = await EmbeddedCluster.StartAsync(3);
        endpoint.SetNodes(cluster.Servers.Select((_, index) => Named(cluster, index)));
        await endpoint.StartAsync();
        return new ElastiCacheChain(endpoint, cluster, await ConnectAsync(endpoint, configure));
    }

    /// <summary>One more cache, as another process has it.</summary>
    public static Task<ChainRig> ConnectAsync(FakeConfigurationEndpoint endpoint, Action<CacheOptions>? configure = null) => ChainRig.StartAsync(
        builder => builder.UseElastiCache(options => (options.Endpoint, options.Timeout) = (endpoint.Endpoint.ToString(), TimeSpan.FromMinutes(1))), configure);

    /// <summary>A server as the endpoint lists it.</summary>
    public static Node Named(EmbeddedCluster cluster, int server, int? number = null, IPAddress? address = null)
    {
        var node = OpinionCluster.Named("my.pc4ldq", number ?? server + 1, cluster[server].Endpoint.Port);
        return new Node(node.Host, node.Port, address: address ?? IPAddress.Loopback);
    }

    public Node Named(int server, int? number = null, IPAddress? address = null) => Named(Cluster, server, number, address);

    public long[] Accepted() => [.. Cluster.Servers.Select(server => server.AcceptedConnections)];

    /// <summary>Waits until so many further questions have come.</summary>
    public Task AskedAsync(int times)
    {
        var count = Endpoint.Requests.Count + times;
        return Cache.UntilAsync(() => Endpoint.Requests.Count >= count);
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Endpoint.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
