using Discovery.Cache;
using Discovery.Testing;
using Discovery.Tests.Memcached;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Client;

/// <summary>A client over embedded servers, put together by the container as an application does it.</summary>
internal sealed class ClientRig : IAsyncDisposable
{
    private readonly ServiceProvider _services;
    private volatile NodeSet _set;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ClientRig(EmbeddedCluster cluster, NodeSet set, Action<CacheOptions>? configure, Action<IServiceCollection>? services)
    {
        Cluster = cluster;
        _set = set;
        var collection = new ServiceCollection();
        services?.Invoke(collection);
        collection.AddDiscoveryCache(options =>
        {
            options.OperationTimeout = TimeSpan.FromSeconds(10);
            options.Connections.LanesPerNode = 1;
            configure?.Invoke(options);
        }).AddNodeSource("test", _ => new Source(this));
        _services = collection.BuildServiceProvider();
        Client = _services.GetRequiredService<ICacheClient>();
        Directory = _services.GetRequiredService<NodeDirectory>();
    }

    public EmbeddedCluster Cluster { get; }

    public ICacheClient Client { get; }

    public NodeDirectory Directory { get; }

    public static async Task<ClientRig> StartAsync(int servers = 1, Action<CacheOptions>? configure = null, bool known = true, Action<IServiceCollection>? services = null)
    {
        var cluster = await EmbeddedCluster.StartAsync(servers);
        return new ClientRig(cluster, known ? cluster.Set : NodeSet.Empty, configure, services);
    }

    /// <summary>Tells the cache another list and waits until it routes by it.</summary>
    public async Task TellAsync(NodeSet set)
    {
        _set = set;
        Interlocked.Exchange(ref _changed, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        await LaneRig.UntilAsync(() => Directory.Current.Set.Equals(set));
    }

    public async Task DisposeCacheAsync() => await _services.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);

    public async ValueTask DisposeAsync()
    {
        await DisposeCacheAsync();
        await Cluster.DisposeAsync();
    }

    /// <summary>Holds a call until another list is told, as Consul does.</summary>
    private sealed class Source(ClientRig rig) : INodeSource
    {
        public string Name => "test";

        public bool WaitsForChange => true;

        public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
        {
            while (true)
            {
                var changed = Volatile.Read(ref rig._changed).Task;
                var set = rig._set;
                if (set.Count > 0 && !set.Equals(known))
                    return set;
                await changed.WaitAsync(cancellationToken);
            }
        }
    }
}
