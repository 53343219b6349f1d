using Discovery;
using Discovery.Testing;

namespace Quickstart;

/// <summary>Three embedded memcached servers and an embedded configuration endpoint that lists them.</summary>
internal sealed class Playground : IAsyncDisposable
{
    private readonly EmbeddedCluster _cluster;
    private readonly FakeConfigurationEndpoint _endpoint;
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("discovery-quickstart");
    private ulong _version;

    private Playground(EmbeddedCluster cluster, FakeConfigurationEndpoint endpoint)
    {
        _cluster = cluster;
        _endpoint = endpoint;
    }

    /// <summary>What an application would have in its configuration, with a short TTL so that the story moves.</summary>
    public IEnumerable<KeyValuePair<string, string?>> Settings =>
    [
        new("Cache:Sources:0", "ElastiCache"),
        new("Cache:ElastiCache:Endpoint", _endpoint.Endpoint.ToString()),
        new("Cache:Memory:Ttl", "00:00:00.500"),
        new("Cache:Watch:MaxBackoff", "00:00:01"),
        new("Cache:File:Path", Path.Combine(_folder.FullName, "nodes.json")),
    ];

    public static async Task<Playground> StartAsync()
    {
        var playground = new Playground(await EmbeddedCluster.StartAsync(3), new FakeConfigurationEndpoint());
        playground.List(playground._cluster.Nodes);
        await playground._endpoint.StartAsync();
        return playground;
    }

    public async Task<Node> AddAsync()
    {
        var server = await _cluster.AddAsync();
        List(_cluster.Nodes);
        return server.Node;
    }

    /// <summary>Takes the first node off the list, as a cluster that shrinks does, and gives the way to stop it afterwards.</summary>
    public (Node Node, Func<Task> StopAsync) Delist()
    {
        var node = _cluster.Nodes[0];
        List(_cluster.Nodes.Skip(1));
        return (node, () => _cluster.RemoveAsync(0));
    }

    public Task CutAsync() => _endpoint.StopAsync();

    public Task MendAsync() => _endpoint.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _endpoint.DisposeAsync();
        await _cluster.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private void List(IEnumerable<Node> nodes) => _endpoint.SetNodes(nodes, ++_version);
}
