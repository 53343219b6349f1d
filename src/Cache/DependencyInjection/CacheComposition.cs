using System.Diagnostics.Metrics;
using System.Security.Cryptography;
using Discovery.Cache.Client;
using Discovery.Cache.Diagnostics;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Topology;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Puts one cache together from what is registered.</summary>
internal static class CacheComposition
{
    public static CacheInstance Create(IServiceProvider services, string name)
    {
        var options = new LiveOptions(name, services.GetRequiredService<IOptionsMonitor<CacheOptions>>());
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var loggers = services.GetService<ILoggerFactory>() ?? NullLoggerFactory.Instance;
        var serializer = services.GetKeyedService<ICacheSerializer>(name) ?? services.GetService<ICacheSerializer>() ?? new JsonCacheSerializer();
        var meter = new CacheMeter(services.GetService<IMeterFactory>());
        var topology = new TopologyContext
        {
            CacheName = name,
            Meter = meter.ForTopology(name),
            Sources = [.. SourceSelection.Select(services, name, options.Options).Select(item => new TopologySource(item.Create(services), item.IsRemote))],
            Options = () => options.Options,
            Memory = new MemoryCache(new MemoryCacheOptions()),
            Clock = time,
            Loggers = loggers,
            Random = NextRandom,
        };
        var environment = new NodeEnvironment(time, NextRandom, Counted(meter), loggers.CreateLogger<MemcachedNode>());
        return new CacheInstance(topology, options, environment, serializer);
    }

    private static Func<Node, CancellationToken, ValueTask<Transport>> Counted(CacheMeter meter) => async (node, cancellationToken) =>
    {
        var transport = await SocketConnector.ConnectAsync(node, cancellationToken).ConfigureAwait(false);
        meter.ConnectionOpened(node);
        return transport;
    };

    private static double NextRandom() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
