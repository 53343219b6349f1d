using System.Diagnostics.Metrics;
using Discovery.Cache;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A cache as an application registers it.</summary>
internal sealed class RunningCache : IAsyncDisposable
{
    public const int LanesPerNode = 2;
    private readonly ServiceProvider _services;

    private RunningCache(ServiceProvider services)
    {
        _services = services;
        Opened = new ConnectionCounter(services.GetRequiredService<IMeterFactory>());
        Client = services.GetRequiredService<ICacheClient>();
        Directory = services.GetRequiredService<NodeDirectory>();
    }

    public ICacheClient Client { get; }

    public NodeDirectory Directory { get; }

    public ConnectionCounter Opened { get; }

    /// <summary>Starts one and waits for its first node list.</summary>
    public static async Task<RunningCache> StartAsync(
        Action<IDiscoveryBuilder> sources, Action<CacheOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var cache = Start(sources, configure, more);
        await Eventually.IsTrueAsync(() => cache.Directory.Current.Generation > 0, () => $"There is no node list: {cache.Directory.Current.LastFailure}");
        return cache;
    }

    /// <summary>Starts one that may not find a node.</summary>
    public static RunningCache Start(
        Action<IDiscoveryBuilder> sources, Action<CacheOptions>? configure = null, Action<IServiceCollection>? more = null)
    {
        var services = new ServiceCollection();
        services.AddMetrics();
        services.AddLogging();
        services.AddHealthChecks().AddDiscoveryCache();
        sources(services.AddDiscoveryCache(options =>
        {
            options.Connections.LanesPerNode = LanesPerNode;
            // machines that build while they test stand still for longer than a server that is well does
            options.OperationTimeout = TimeSpan.FromSeconds(5);
            configure?.Invoke(options);
        }));
        more?.Invoke(services);
        return new RunningCache(services.BuildServiceProvider());
    }

    /// <summary>Starts one on a written list of servers.</summary>
    public static Task<RunningCache> StartAsync(params MemcachedProcess[] servers) =>
        StartAsync(builder => builder.UseStatic(options => options.Nodes = [.. servers.Select(server => server.Endpoint)]));

    /// <summary>What the health check says.</summary>
    public Task<HealthReport> HealthAsync() => _services.GetRequiredService<HealthCheckService>().CheckHealthAsync();

    /// <summary>Waits until the list has exactly these names and keys are routed by it.</summary>
    /// <returns>The timestamp at which it had.</returns>
    public async Task<long> WaitForNodesAsync(params string[] names)
    {
        var wanted = names.Order(StringComparer.Ordinal).ToArray();
        await Eventually.IsTrueAsync(
            async () => Names().SequenceEqual(wanted, StringComparer.Ordinal)
                && (await Client.ExplainAsync("any"))?.Fingerprint == Directory.Current.Set.Fingerprint,
            () => $"the directory has [{string.Join(", ", Names())}] instead of [{string.Join(", ", wanted)}]; {Directory.Current.LastFailure}");
        return TimeProvider.System.GetTimestamp();
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        Opened.Dispose();
    }

    private IEnumerable<string> Names() => Directory.Current.Set.Nodes.Select(node => node.Name);
}
