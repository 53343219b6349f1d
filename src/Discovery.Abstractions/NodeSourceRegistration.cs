namespace Discovery;

/// <summary>
/// One source that a cache may use, registered as a keyed singleton under the cache's name. Which registrations are used,
/// and in which order, is the configuration's <c>Sources</c>.
/// </summary>
public sealed class NodeSourceRegistration
{
    private readonly Func<IServiceProvider, INodeSource> _create;

    internal NodeSourceRegistration(string name, bool isRemote, Func<IServiceProvider, INodeSource> create)
    {
        Name = name;
        IsRemote = isRemote;
        _create = create;
    }

    /// <summary>The name by which <c>Sources</c> selects it, compared without case.</summary>
    public string Name { get; }

    /// <summary>Whether its answers come from elsewhere and may be wrong or missing, so that they are guarded and kept in a file.</summary>
    public bool IsRemote { get; }

    /// <summary>Makes the source.</summary>
    /// <param name="services">The application's services.</param>
    /// <returns>The source.</returns>
    public INodeSource Create(IServiceProvider services) => _create(services);
}
