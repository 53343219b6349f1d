using Discovery;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the <c>Static</c> source: a fixed list of nodes.</summary>
public static class StaticBuilderExtensions
{
    /// <summary>Takes the nodes from the configuration's <c>Static:Nodes</c>, again at each reload.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source named <c>Static</c> already.</exception>
    public static IDiscoveryBuilder UseStatic(this IDiscoveryBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var name = builder.Name;
        builder.AddNodeSource(
            "Static",
            services => new StaticNodeSource(
                name,
                services.GetRequiredService<IOptionsFactory<StaticOptions>>(),
                services.GetServices<IOptionsChangeTokenSource<StaticOptions>>()),
            isRemote: false);
        var options = builder.Services.AddOptions<StaticOptions>(name);
        if (builder.Configuration is { } configuration)
            options.Bind(configuration.GetSection("Static"), binder => binder.ErrorOnUnknownConfiguration = true);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<StaticOptions>, StaticOptionsValidator>());
        return builder;
    }

    /// <summary>Takes the nodes given here; they replace what the configuration has.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="nodes"><c>host:port</c>, <c>[IPv6]:port</c>, or either with a weight: <c>host:port*2</c>.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source named <c>Static</c> already.</exception>
    public static IDiscoveryBuilder UseStatic(this IDiscoveryBuilder builder, params string[] nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        return builder.UseStatic(options => options.Nodes = [.. nodes]);
    }

    /// <summary>Takes the nodes from the options, which are bound from <c>Static</c> and then changed by a function.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="configure">Changes the options; called again at each reload.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source named <c>Static</c> already.</exception>
    public static IDiscoveryBuilder UseStatic(this IDiscoveryBuilder builder, Action<StaticOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        builder.UseStatic();
        builder.Services.Configure(builder.Name, configure);
        return builder;
    }
}
