using Discovery.Cache.Client;
using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Discovery.Cache.DependencyInjection;

internal sealed class CacheHealthCheck(CacheInstance cache) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var result = CacheHealth.Judge(cache.Directory.Current, [.. cache.DownNodes], cache.Options.File.Ttl);
        // the registration may ask for something milder than unhealthy
        return Task.FromResult(result.Status == HealthStatus.Unhealthy
            ? new HealthCheckResult(context.Registration.FailureStatus, result.Description, data: result.Data)
            : result);
    }
}
