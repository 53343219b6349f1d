using Discovery.Cache.Client;
using Discovery.Cache.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the health check of a cache.</summary>
public static class DiscoveryCacheHealthChecksBuilderExtensions
{
    /// <summary>
    /// Adds the health of a cache. Healthy: the preferred source confirmed the list and every node can be reached. Degraded: the source
    /// fails, an answer is quarantined, the list is from memory, a file or another source, a node is down, or the file cannot be
    /// written. Unhealthy: no node is known, none can be reached, or the list is older than <c>File:Ttl</c>. The check asks nobody; its
    /// description says what to do, its data has nodes, origin, age, generation, fingerprint and the nodes that are down.
    /// </summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="cache">The cache's name; empty for the unnamed one.</param>
    /// <param name="name">The name of the check; null for <c>discovery-cache</c>, with the cache's name behind it.</param>
    /// <param name="failureStatus">What to report instead of unhealthy; null for unhealthy.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddDiscoveryCache(
        this IHealthChecksBuilder builder, string cache = "", string? name = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(cache);
        return builder.Add(new HealthCheckRegistration(
            name ?? (cache.Length == 0 ? "discovery-cache" : $"discovery-cache-{cache}"),
            services => new CacheHealthCheck(services.GetRequiredKeyedService<CacheInstance>(cache)),
            failureStatus,
            tags));
    }
}
