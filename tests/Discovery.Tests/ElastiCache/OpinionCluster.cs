using System.Globalization;
using System.Net;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

/// <summary>Nodes that know the configuration, as those of a real cluster do, behind the endpoint of a harness.</summary>
internal sealed class OpinionCluster : IAsyncDisposable
{
    private readonly FakeConfigurationEndpoint[] _servers;

    private OpinionCluster(EndpointHarness harness, FakeConfigurationEndpoint[] servers, Node[] nodes)
    {
        Harness = harness;
        _servers = servers;
        Nodes = nodes;
    }

    public EndpointHarness Harness { get; }

    /// <summary>All nodes that there ever are; what is listed is said by <see cref="Say"/>.</summary>
    public Node[] Nodes { get; }

    public int Opinions => _servers.Sum(server => server.Requests.Count);

    public static async Task<OpinionCluster> StartAsync(int nodes, Action<FakeConfigurationEndpoint>? shape = null, Action<ElastiCacheOptions>? configure = null)
    {
        var servers = Enumerable.Range(0, nodes).Select(_ => new FakeConfigurationEndpoint()).ToArray();
        foreach (var server in servers)
        {
            shape?.Invoke(server);
            await server.StartAsync();
        }

        var harness = await EndpointHarness.StartAsync(shape, configure);
        return new OpinionCluster(harness, servers, [.. servers.Select((server, index) => Named("my.pc4ldq", index + 1, server.Endpoint.Port))]);
    }

    public static Node Named(string cluster, int number, int port) => new(
        string.Create(CultureInfo.InvariantCulture, $"{cluster}.{number:0000}.use1.cache.amazonaws.com"), port, address: IPAddress.Loopback);

    public FakeConfigurationEndpoint Server(int index) => _servers[index];

    public NodeSet Set(ulong version, params int[] nodes) => new(nodes.Select(index => Nodes[index]), version);

    /// <summary>What the endpoint says from now on.</summary>
    public void Say(ulong version, params int[] nodes) => Harness.Endpoint.SetNodes(Set(version, nodes).Nodes, version);

    /// <summary>What one node says from now on.</summary>
    public void Think(int node, ulong version, params int[] nodes) => _servers[node].SetNodes(Set(version, nodes).Nodes, version);

    public void ThinkAll(ulong version, params int[] nodes)
    {
        for (var node = 0; node < _servers.Length; node++)
            Think(node, version, nodes);
    }

    public async ValueTask DisposeAsync()
    {
        await Harness.DisposeAsync();
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}
