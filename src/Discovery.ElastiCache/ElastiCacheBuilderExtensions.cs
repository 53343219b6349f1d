using Discovery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the <c>ElastiCache</c> source: the configuration endpoint of ElastiCache for Memcached or Memorystore.</summary>
public static class ElastiCacheBuilderExtensions
{
    private const string DefaultName = "ElastiCache";

    /// <summary>Discovers the nodes at the endpoint that the configuration's section <c>ElastiCache</c> names.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source of that name already.</exception>
    public static IDiscoveryBuilder UseElastiCache(this IDiscoveryBuilder builder) => builder.UseElastiCache(DefaultName);

    /// <summary>Discovers the nodes at the endpoint in the options, which are bound from <c>ElastiCache</c> and then changed by a function.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="configure">Changes the options; called again at each reload.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source of that name already.</exception>
    public static IDiscoveryBuilder UseElastiCache(this IDiscoveryBuilder builder, Action<ElastiCacheOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseElastiCache(DefaultName, configure);
    }

    /// <summary>Registers a further configuration endpoint under a name of its own.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="name">The name for <c>Sources</c>, and the configuration section that the options are bound from.</param>
    /// <param name="configure">Changes the options after binding; called again at each reload. Default: null.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source of that name already.</exception>
    public static IDiscoveryBuilder UseElastiCache(this IDiscoveryBuilder builder, string name, Action<ElastiCacheOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        // two endpoints of one cache need options of their own; the usual one has those of the cache's name
        var optionsName = string.Equals(name, DefaultName, StringComparison.OrdinalIgnoreCase) ? builder.Name : $"{builder.Name}/{name}";
        builder.AddNodeSource(name, services => Create(services, name, optionsName));
        var options = builder.Services.AddOptions<ElastiCacheOptions>(optionsName);
        if (builder.Configuration is { } configuration)
            options.Bind(configuration.GetSection(name), binder => binder.ErrorOnUnknownConfiguration = true);
        if (configure is not null)
            options.Configure(configure);
        builder.Services.AddSingleton<IValidateOptions<ElastiCacheOptions>>(new ElastiCacheOptionsValidator(optionsName, name));
        return builder;
    }

    private static ElastiCacheNodeSource Create(IServiceProvider services, string name, string optionsName) => new(
        name,
        optionsName,
        services.GetRequiredService<IOptionsMonitor<ElastiCacheOptions>>(),
        new ConfigEndpointClient(services.GetService<TimeProvider>() ?? TimeProvider.System),
        services.GetService<ILoggerFactory>()?.CreateLogger("Discovery.ElastiCache") ?? NullLogger.Instance);
}
