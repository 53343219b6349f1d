using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Finds keys in a cache's section that no option has, so that a misspelt option is an error and not silence.</summary>
internal static class ConfigurationKeys
{
    private static readonly Dictionary<string, string[]> Known = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(CacheOptions.Sources)] = [],
        [nameof(CacheOptions.KeyPrefix)] = [],
        [nameof(CacheOptions.DefaultExpiration)] = [],
        [nameof(CacheOptions.OperationTimeout)] = [],
        [nameof(CacheOptions.Startup)] = [],
        [nameof(CacheOptions.StartupTimeout)] = [],
        [nameof(CacheOptions.Memory)] = [nameof(MemoryLayerOptions.Ttl)],
        [nameof(CacheOptions.File)] = [nameof(FileLayerOptions.Path), nameof(FileLayerOptions.Ttl), nameof(FileLayerOptions.ServeExpired), nameof(FileLayerOptions.ShareConfirmations)],
        [nameof(CacheOptions.Watch)] = [nameof(WatchOptions.Timeout), nameof(WatchOptions.MaxHold), nameof(WatchOptions.MinBackoff), nameof(WatchOptions.MaxBackoff), nameof(WatchOptions.MotionPoll)],
        [nameof(CacheOptions.Guard)] = [nameof(GuardOptions.MinNodes), nameof(GuardOptions.MaxRemovalShare), nameof(GuardOptions.Confirmations), nameof(GuardOptions.RemovalGrace)],
        [nameof(CacheOptions.Connections)] =
        [
            nameof(ConnectionOptions.LanesPerNode), nameof(ConnectionOptions.Protocol), nameof(ConnectionOptions.ConnectTimeout), nameof(ConnectionOptions.MaxInFlight),
            nameof(ConnectionOptions.MaxQueuedBytes), nameof(ConnectionOptions.MaxValueBytes),
        ],
    };

    // a single value there would be ignored by the binder
    private static bool IsSection(string option, string[] inner) =>
        inner.Length > 0 || string.Equals(option, nameof(CacheOptions.Sources), StringComparison.OrdinalIgnoreCase);

    public static IEnumerable<string> Check(IConfiguration? configuration, IServiceProvider services, string cache)
    {
        var sources = services.GetKeyedServices<NodeSourceRegistration>(cache).Select(source => source.Name).ToArray();
        foreach (var child in configuration?.GetChildren() ?? [])
        {
            if (Known.TryGetValue(child.Key, out var inner))
            {
                if (!string.IsNullOrEmpty(child.Value) && IsSection(child.Key, inner))
                    yield return $"{child.Key} is '{child.Value}'; {(inner.Length > 0 ? $"it has options of its own: {string.Join(", ", inner)}" : "it must be a list, such as [ \"Consul\", \"Static\" ]")}";
                foreach (var unknown in child.GetChildren().Where(item => inner.Length > 0 && !inner.Contains(item.Key, StringComparer.OrdinalIgnoreCase)))
                    yield return $"{child.Key}:{unknown.Key} is not an option; {child.Key} has: {string.Join(", ", inner)}";
            }
            else if (!sources.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                yield return $"{child.Key} is neither an option nor a registered source; options are: {string.Join(", ", Known.Keys)}; sources are: {string.Join(", ", sources)}";
            }
        }
    }
}
