using Discovery;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers sources of nodes with a cache.</summary>
public static class DiscoveryBuilderExtensions
{
    /// <summary>Registers a source under a name that the <c>Sources</c> option selects.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="name">The name of the source, such as <c>Consul</c>; compared without case.</param>
    /// <param name="create">Makes the source once, when the cache starts.</param>
    /// <param name="isRemote">Whether its answers are guarded and kept in the file layer; false for a list that is known for certain.</param>
    /// <returns>The builder.</returns>
    /// <exception cref="InvalidOperationException">The cache has a source of that name already.</exception>
    public static IDiscoveryBuilder AddNodeSource(
        this IDiscoveryBuilder builder, string name, Func<IServiceProvider, INodeSource> create, bool isRemote = true)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(create);
        if (builder.Services.Any(descriptor => IsTaken(descriptor, builder.Name, name)))
        {
            var cache = builder.Name.Length == 0 ? "the unnamed cache" : $"cache '{builder.Name}'";
            throw new InvalidOperationException($"Two sources named '{name}' are registered for {cache}; give one of them another name or remove it.");
        }

        builder.Services.AddKeyedSingleton(builder.Name, new NodeSourceRegistration(name, isRemote, create));
        return builder;
    }

    /// <summary>Registers a source of your own under its <see cref="INodeSource.Name"/>.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="source">The source.</param>
    /// <returns>The builder.</returns>
    public static IDiscoveryBuilder UseSource(this IDiscoveryBuilder builder, INodeSource source)
    {
        ArgumentNullException.ThrowIfNull(source);
        return builder.AddNodeSource(source.Name, _ => source);
    }

    /// <summary>Registers a function as a source.</summary>
    /// <param name="builder">The cache's builder.</param>
    /// <param name="name">The name of the source.</param>
    /// <param name="getNodes">Answers as <see cref="INodeSource.GetNodesAsync"/> does.</param>
    /// <returns>The builder.</returns>
    public static IDiscoveryBuilder UseSource(
        this IDiscoveryBuilder builder, string name, Func<NodeSet?, CancellationToken, ValueTask<NodeSet>> getNodes)
    {
        ArgumentNullException.ThrowIfNull(getNodes);
        return builder.UseSource(new DelegateNodeSource(name, getNodes));
    }

    private static bool IsTaken(ServiceDescriptor descriptor, string cache, string source) =>
        descriptor.IsKeyedService
        && descriptor.KeyedImplementationInstance is NodeSourceRegistration registration
        && cache.Equals(descriptor.ServiceKey)
        && string.Equals(registration.Name, source, StringComparison.OrdinalIgnoreCase);
}
