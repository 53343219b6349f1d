using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

/// <summary>A cache at work on a cluster: what changes, when it is known, and where the keys are.</summary>
internal sealed class MainJob : IAsyncDisposable
{
    private readonly RunningCache _cache;
    private readonly List<string[]> _owners = [];
    private readonly long _start = TimeProvider.System.GetTimestamp();

    private MainJob(ConsulCluster cluster, RunningCache cache, int keys)
    {
        Cluster = cluster;
        _cache = cache;
        Load = new Workload(cache.Client, keys);
    }

    public ConsulCluster Cluster { get; }

    public Workload Load { get; }

    /// <summary>Starts servers with checks, a cache on them, and fills it.</summary>
    public static async Task<MainJob> StartAsync(int keys, params string[] ids)
    {
        var cluster = await ConsulCluster.StartAsync(ids);
        await cluster.RegisterAsync(ids);
        await cluster.WaitForPassingAsync(ids);
        // names that are the same in every run make every run move the same keys
        var job = new MainJob(cluster, await cluster.ConnectAsync(consul: options => options.NodeName = ConsulNodeName.ServiceId), keys);
        await job._cache.WaitForNodesAsync(ids);
        await job.Load.FillAsync();
        return job;
    }

    /// <summary>Makes a change and waits until the cache routes by it.</summary>
    /// <returns>The time from when a query of our own was shown it until then.</returns>
    public async Task<TimeSpan> ChangeAsync(Func<Task> change, params string[] ids)
    {
        var shown = Cluster.Agent.Api.WatchUntilPassingAsync(ConsulCluster.Service, ids);
        var known = _cache.WaitForNodesAsync(ids);
        await change();
        return TimeProvider.System.GetElapsedTime(await shown, await known);
    }

    /// <summary>Where each key is now; remembered for <see cref="WasAlwaysOn"/>.</summary>
    public async Task<string[]> RecordAsync()
    {
        _owners.Add(await Load.OwnersAsync());
        return _owners[^1];
    }

    /// <summary>Whether a key was on one of these nodes, the same one, each time the owners were recorded.</summary>
    public bool WasAlwaysOn(int key, params string[] ids) =>
        ids.Contains(_owners[0][key], StringComparer.Ordinal) && _owners.TrueForAll(owners => owners[key] == _owners[0][key]);

    /// <summary>The sockets that the cache has to servers, once a check of Consul's is not among them.</summary>
    public async Task<Dictionary<string, string[]>> SettledSocketsAsync(params string[] ids)
    {
        var sockets = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var id in ids)
        {
            await Eventually.IsTrueAsync(
                async () => (sockets[id] = await Cluster[id].PeersAsync()).Length == RunningCache.LanesPerNode,
                () => $"'{id}' has connections from [{string.Join(", ", sockets[id])}].");
        }

        return sockets;
    }

    /// <summary>Holds that the very sockets are open still and that no others were opened beside those of the checks.</summary>
    public async Task SocketsAreStillAsync(Dictionary<string, string[]> before)
    {
        var after = await SettledSocketsAsync([.. before.Keys]);
        foreach (var (id, sockets) in before)
        {
            Assert.Equal(sockets, after[id]);
            Assert.Equal(RunningCache.LanesPerNode, _cache.Opened.To(id));
            var checks = TimeProvider.System.GetElapsedTime(_start).TotalSeconds + 10;
            Assert.InRange(await Cluster[id].AcceptedConnectionsAsync(), RunningCache.LanesPerNode, RunningCache.LanesPerNode + checks);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _cache.DisposeAsync();
        await Cluster.DisposeAsync();
    }
}
