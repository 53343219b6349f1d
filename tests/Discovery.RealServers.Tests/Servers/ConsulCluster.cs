using Discovery.Cache;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A real Consul agent and real memcached servers, registered with it under one service.</summary>
internal sealed class ConsulCluster : IAsyncDisposable
{
    public const string Service = "memcached";
    private readonly SortedDictionary<string, MemcachedProcess> _servers = new(StringComparer.Ordinal);

    private ConsulCluster(ConsulAgent agent) => Agent = agent;

    public ConsulAgent Agent { get; }

    /// <summary>The endpoints of all servers, registered or not.</summary>
    public string[] Endpoints => [.. _servers.Values.Select(server => server.Endpoint)];

    public MemcachedProcess this[string id] => _servers[id];

    /// <summary>Starts an agent and a server for each id; nothing is registered yet.</summary>
    public static Task<ConsulCluster> StartAsync(params string[] ids) => StartAsync(new ConsulSetup(), ids);

    /// <summary>Starts an agent of some kind and a server for each id; nothing is registered yet.</summary>
    public static async Task<ConsulCluster> StartAsync(ConsulSetup setup, params string[] ids)
    {
        var cluster = new ConsulCluster(await ConsulAgent.StartAsync(setup));
        try
        {
            foreach (var id in ids)
                await cluster.AddServerAsync(id);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    public async Task AddServerAsync(string id) => _servers.Add(id, await MemcachedProcess.StartAsync());

    /// <summary>Registers servers with TCP checks.</summary>
    public async Task RegisterAsync(params string[] ids)
    {
        foreach (var id in ids)
            await Agent.Api.RegisterAsync(Service, id, _servers[id].Port);
    }

    /// <summary>Registers servers that Consul does not check.</summary>
    public async Task RegisterUncheckedAsync(params string[] ids)
    {
        foreach (var id in ids)
            await Agent.Api.RegisterUncheckedAsync(Service, id, _servers[id].Port);
    }

    /// <summary>Waits until exactly these servers pass.</summary>
    public Task WaitForPassingAsync(params string[] ids) => Agent.Api.WaitForPassingAsync(Service, ids);

    /// <summary>Starts a cache that discovers the servers.</summary>
    public Task<RunningCache> ConnectAsync(
        Action<CacheOptions>? cache = null, Action<ConsulOptions>? consul = null, Action<IServiceCollection>? more = null) =>
        RunningCache.StartAsync(
            builder => builder.UseConsul(options =>
            {
                options.Address = Agent.Address;
                options.Service = Service;
                consul?.Invoke(options);
            }),
            cache,
            more);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
            await server.DisposeAsync();
        await Agent.DisposeAsync();
    }
}
