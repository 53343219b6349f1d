using Discovery.Cache.Client;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Starts a cache with the host, so that discovery is under way before the first call.</summary>
internal sealed class CacheStarter(string name, IServiceProvider services) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        _ = services.GetRequiredKeyedService<CacheInstance>(name);
        return Task.CompletedTask;
    }

    // the container disposes the cache; other services may still use it while they stop
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
