using Discovery;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers Consul as a source of nodes.</summary>
public static class ConsulDiscoveryBuilderExtensions
{
    private const string DefaultName = "Consul";

    /// <summary>Takes the nodes from Consul, with the options of the <c>Consul</c> section below the cache's own.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source named <c>Consul</c> already.</exception>
    public static IDiscoveryBuilder UseConsul(this IDiscoveryBuilder builder) => builder.UseConsul(DefaultName, configure: null);

    /// <summary>Takes the nodes from Consul, with options set in code after those of the <c>Consul</c> section.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="configure">Sets the options.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source named <c>Consul</c> already.</exception>
    public static IDiscoveryBuilder UseConsul(this IDiscoveryBuilder builder, Action<ConsulOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        return builder.UseConsul(DefaultName, configure);
    }

    /// <summary>Takes the nodes from Consul under a name of its own, so that one cache can have several such sources.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="name">The name of the source and of its section below the cache's own.</param>
    /// <param name="configure">Sets the options after those of the section; null for the section alone.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source of that name already.</exception>
    public static IDiscoveryBuilder UseConsul(this IDiscoveryBuilder builder, string name, Action<ConsulOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        var optionsName = OptionsName(builder.Name, name);
        builder.AddNodeSource(name, services => Create(services, name, optionsName));
        AddOptions(builder, name, optionsName, configure);
        AddHttpClient(builder.Services);
        return builder;
    }

    private static string OptionsName(string cache, string source) =>
        string.Equals(source, DefaultName, StringComparison.OrdinalIgnoreCase) ? cache : $"{cache}/{source}";

    private static void AddOptions(IDiscoveryBuilder builder, string name, string optionsName, Action<ConsulOptions>? configure)
    {
        var options = builder.Services.AddOptions<ConsulOptions>(optionsName);
        if (builder.Configuration is { } configuration)
            options.Bind(configuration.GetSection(name), binder => binder.ErrorOnUnknownConfiguration = true);
        if (configure is not null)
            options.Configure(configure);
        builder.Services.AddSingleton<IValidateOptions<ConsulOptions>>(new ConsulOptionsValidator(optionsName, name));
    }

    private static void AddHttpClient(IServiceCollection services) =>
        services.AddHttpClient(new ConsulOptions().HttpClientName)
            .ConfigurePrimaryHttpMessageHandler(static (handler, _) => ConsulHandler.Restrict(handler));

    private static ConsulNodeSource Create(IServiceProvider services, string name, string optionsName)
    {
        var clock = services.GetService<TimeProvider>() ?? TimeProvider.System;
        var settings = new ConsulSettings(services.GetRequiredService<IOptionsMonitor<ConsulOptions>>(), optionsName);
        // a wrong option must stop the application when it starts, not wait for the first question
        _ = settings.Scope;
        var logger = services.GetService<ILoggerFactory>()?.CreateLogger("Discovery.Consul") ?? NullLogger.Instance;
        var client = new ConsulClient(services.GetRequiredService<IHttpClientFactory>(), clock);
        return new ConsulNodeSource(name, settings, client, clock, logger);
    }
}
