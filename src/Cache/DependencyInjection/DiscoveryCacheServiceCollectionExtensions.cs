using Discovery;
using Discovery.Cache;
using Discovery.Cache.Client;
using Discovery.Cache.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers caches: <see cref="ICacheClient"/> and <see cref="NodeDirectory"/>, keyed by the cache's name; the unnamed cache also without a key.</summary>
public static class DiscoveryCacheServiceCollectionExtensions
{
    /// <summary>Registers the unnamed cache with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configuration">The cache's section; each source binds its own sub-section of it. An unknown key is an error at start.</param>
    /// <returns>A builder on which sources hang.</returns>
    public static IDiscoveryBuilder AddDiscoveryCache(this IServiceCollection services, IConfiguration configuration) =>
        services.AddDiscoveryCache(Options.Options.DefaultName, configuration);

    /// <summary>Registers the unnamed cache with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>A builder on which sources hang.</returns>
    public static IDiscoveryBuilder AddDiscoveryCache(this IServiceCollection services, Action<CacheOptions>? configure = null) =>
        services.AddDiscoveryCache(Options.Options.DefaultName, configure);

    /// <summary>Registers a named cache with options from configuration.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of its services and of its options.</param>
    /// <param name="configuration">The cache's section; each source binds its own sub-section of it. An unknown key is an error at start.</param>
    /// <returns>A builder on which sources hang.</returns>
    public static IDiscoveryBuilder AddDiscoveryCache(this IServiceCollection services, string name, IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        var builder = Register(services, name, configuration);
        services.AddOptions<CacheOptions>(name).Bind(configuration);
        return builder;
    }

    /// <summary>Registers a named cache with options from code.</summary>
    /// <param name="services">The services.</param>
    /// <param name="name">The name: the key of its services and of its options.</param>
    /// <param name="configure">Sets the options; null for the defaults.</param>
    /// <returns>A builder on which sources hang.</returns>
    public static IDiscoveryBuilder AddDiscoveryCache(this IServiceCollection services, string name, Action<CacheOptions>? configure = null)
    {
        var builder = Register(services, name, null);
        if (configure is not null)
            services.Configure(name, configure);
        return builder;
    }

    private static DiscoveryBuilder Register(IServiceCollection services, string name, IConfiguration? configuration)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(name);
        services.AddOptions<CacheOptions>(name).ValidateOnStart();
        services.AddSingleton<IValidateOptions<CacheOptions>>(provider => new CacheOptionsValidator(name, configuration, provider));
        services.TryAddKeyedSingleton(name, (provider, _) => CacheComposition.Create(provider, name));
        services.TryAddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<CacheInstance>(name).Client);
        services.TryAddKeyedSingleton(name, (provider, _) => provider.GetRequiredKeyedService<CacheInstance>(name).Directory);
        services.AddSingleton<IHostedService>(provider => new CacheStarter(name, provider));
        if (name.Length == 0)
        {
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<ICacheClient>(name));
            services.TryAddSingleton(provider => provider.GetRequiredKeyedService<NodeDirectory>(name));
        }

        return new DiscoveryBuilder(name, services, configuration);
    }
}
