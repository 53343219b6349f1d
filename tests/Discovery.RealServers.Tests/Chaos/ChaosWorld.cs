using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests.Chaos;

/// <summary>Real servers with what is wrong with each of them, a node file, and the means to make it all worse or well.</summary>
internal sealed class ChaosWorld : IAsyncDisposable
{
    private const string ManagementToken = "5ca1ab1e-0000-4000-8000-000000000002";
    private readonly TemporaryFolder _folder = new();
    private readonly Dictionary<string, Condition> _nodes = Ids.ToDictionary(id => id, _ => Condition.Well, StringComparer.Ordinal);
    private readonly HashSet<string> _registered = new(StringComparer.Ordinal);
    private ConsulPolicy _policy = null!;
    private bool _mayRead = true;

    private ChaosWorld(ConsulCluster cluster) => Cluster = cluster;

    public static IReadOnlyList<string> Ids { get; } = ["a", "b", "c", "d"];

    /// <summary>The token of the cache; the same when Consul has forgotten everything and is told again.</summary>
    public static string CacheToken => "5ca1ab1e-0000-4000-8000-000000000003";

    public ConsulCluster Cluster { get; }

    public string NodeFile => _folder.File("nodes.json");

    public Condition Consul { get; private set; }

    public static async Task<ChaosWorld> StartAsync()
    {
        var setup = new ConsulSetup(ConsulState.OnDisk) { ManagementToken = ManagementToken };
        var world = new ChaosWorld(await ConsulCluster.StartAsync(setup, [.. Ids]));
        try
        {
            await world.IssueAsync();
            await world.HealAsync();
            await world.Cluster.WaitForPassingAsync([.. Ids]);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    public Condition ConditionOf(string id) => _nodes[id];

    public async Task ChangeNodeAsync(string id, Condition to)
    {
        var node = Cluster[id];
        switch (_nodes[id], to)
        {
            case (Condition.Frozen, Condition.Well):
                await node.ResumeAsync();
                break;
            case (_, Condition.Well):
                await node.RestartAsync();
                break;
            case (_, Condition.Frozen):
                await node.PauseAsync();
                break;
            default:
                await node.KillAsync();
                break;
        }

        _nodes[id] = to;
    }

    /// <summary>Registers the node, or takes it away. Only while Consul is well.</summary>
    /// <returns>Whether it is registered now.</returns>
    public async Task<bool> ToggleAsync(string id)
    {
        if (_registered.Remove(id))
        {
            await Cluster.Agent.Api.DeregisterAsync(id);
            return false;
        }

        await Cluster.RegisterAsync(id);
        return _registered.Add(id);
    }

    public async Task ChangeConsulAsync(Condition to)
    {
        if (to == Condition.Frozen)
            await Cluster.Agent.PauseAsync();
        else if (to == Condition.Gone)
            await Cluster.Agent.StopAsync();
        else if (Consul == Condition.Frozen)
            await Cluster.Agent.ResumeAsync();
        else
            await Cluster.Agent.RestartAsync(wipe: false);
        Consul = to;
    }

    /// <summary>Consul comes back without services, policies and tokens, and with its index at the start.</summary>
    public async Task WipeConsulAsync()
    {
        await Cluster.Agent.RestartAsync(wipe: true);
        _registered.Clear();
        await IssueAsync();
    }

    /// <summary>Takes the right to see nodes from the cache's token, or gives it back. Only while Consul is well.</summary>
    /// <returns>Whether it may see them now.</returns>
    public async Task<bool> FlipRightsAsync()
    {
        _mayRead = !_mayRead;
        await _policy.ChangeAsync(_mayRead ? ConsulPolicy.ServicesAndNodes : ConsulPolicy.ServicesOnly);
        return _mayRead;
    }

    /// <summary>Makes everything well and registers every node, as fast as it goes.</summary>
    public async Task HealAsync()
    {
        if (Consul != Condition.Well)
            await ChangeConsulAsync(Condition.Well);
        foreach (var id in Ids.Where(id => _nodes[id] != Condition.Well))
            await ChangeNodeAsync(id, Condition.Well);
        if (!_mayRead)
            await FlipRightsAsync();
        foreach (var id in Ids.Where(id => !_registered.Contains(id)))
            await ToggleAsync(id);
    }

    public async ValueTask DisposeAsync()
    {
        await Cluster.DisposeAsync();
        _folder.Dispose();
    }

    private async Task IssueAsync()
    {
        _policy = await ConsulPolicy.CreateAsync(Cluster.Agent.Api, ConsulPolicy.ServicesAndNodes, CacheToken);
        _mayRead = true;
    }

    internal enum Condition
    {
        Well,

        /// <summary>Its sockets are open and nothing answers.</summary>
        Frozen,

        /// <summary>Killed.</summary>
        Gone,
    }
}
