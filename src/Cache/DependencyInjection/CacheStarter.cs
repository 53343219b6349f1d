using Discovery.Cache.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Starts a cache with the host, so that discovery is under way before the first call.</summary>
internal sealed class CacheStarter(string name, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        var cache = services.GetRequiredKeyedService<CacheInstance>(name);
        return cache.Options.Startup == CacheStartup.Serve ? Task.CompletedTask : WaitAsync(cache, cancellationToken);
    }

    // the container disposes the cache; other services may still use it while they stop
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task WaitAsync(CacheInstance cache, CancellationToken cancellationToken)
    {
        var options = cache.Options;
        var time = services.GetService<TimeProvider>() ?? TimeProvider.System;
        try
        {
            await cache.Directory.WaitForFirstAsync(cancellationToken).WaitAsync(options.StartupTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException) when (options.Startup == CacheStartup.WaitUpTo)
        {
            // goes on without, and heals by itself
        }
        catch (TimeoutException exception)
        {
            var reason = cache.Directory.Current.LastFailure ?? "no source has answered yet";
            var cacheName = name.Length == 0 ? "The cache" : $"Cache '{name}'";
            throw new CacheStartupException($"{cacheName} knew no node within StartupTimeout ({options.StartupTimeout}): {reason}", exception);
        }
    }
}
