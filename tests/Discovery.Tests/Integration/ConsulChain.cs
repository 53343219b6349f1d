using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

/// <summary>Three servers, registered with a Consul agent, and a cache that follows it.</summary>
internal sealed class ConsulChain : IAsyncDisposable
{
    private ConsulChain(FakeConsulAgent agent, EmbeddedCluster cluster, ChainRig cache, IConfigurationRoot configuration)
    {
        Agent = agent;
        Cluster = cluster;
        Cache = cache;
        Configuration = configuration;
    }

    public FakeConsulAgent Agent { get; }

    public EmbeddedCluster Cluster { get; }

    public ChainRig Cache { get; }

    public IConfigurationRoot Configuration { get; }

    public string Id(int server) => Cluster[server].Endpoint.ToString();

    public static async Task<ConsulChain> StartAsync(Action<CacheOptions>? configure = null, Action<FakeConsulAgent, EmbeddedCluster>? prepare = null)
    {
        var agent = await FakeConsulAgent.StartAsync();
        var cluster = await EmbeddedCluster.StartAsync(3);
        foreach (var server in cluster.Servers)
            agent.Register(server.Endpoint.ToString());
        prepare?.Invoke(agent, cluster);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Consul:Address"] = agent.Address.AbsoluteUri,
            ["Consul:Service"] = "memcached",
            ["Consul:Token"] = agent.Token ?? "",
            ["Consul:Timeout"] = "00:05:00",
            ["Consul:Wait"] = "00:10:00",
        }).Build();
        return new ConsulChain(agent, cluster, await ChainRig.StartAsync(builder => builder.UseConsul(), configure, configuration), configuration);
    }

    /// <summary>Waits until so many further questions have come.</summary>
    public Task AskedAsync(int times)
    {
        var count = Agent.RequestCount + times;
        return Cache.UntilAsync(() => Agent.RequestCount >= count);
    }

    public async ValueTask DisposeAsync()
    {
        await Cache.DisposeAsync();
        await Agent.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
