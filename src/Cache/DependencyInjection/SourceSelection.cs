using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Which of the registered sources a cache uses, in order.</summary>
internal static class SourceSelection
{
    /// <summary>The registrations that <c>Sources</c> names, or all of them; the options have been validated.</summary>
    public static IEnumerable<NodeSourceRegistration> Select(IServiceProvider services, string cache, CacheOptions options)
    {
        var registered = services.GetKeyedServices<NodeSourceRegistration>(cache).ToArray();
        return options.Sources.Count == 0
            ? registered
            : options.Sources.Select(name => registered.First(item => Is(item, name)));
    }

    /// <summary>What is wrong with the choice; nothing when it can be used.</summary>
    public static IEnumerable<string> Check(IServiceProvider services, string cache, CacheOptions options)
    {
        var registered = services.GetKeyedServices<NodeSourceRegistration>(cache).ToArray();
        var names = string.Join(", ", registered.Select(item => item.Name));
        if (registered.Length == 0)
            yield return "no source of nodes is registered; call UseConsul(), UseElastiCache(), UseStatic() or UseSource() on the builder";
        foreach (var name in options.Sources.Where(name => registered.Length > 0 && !registered.Any(item => Is(item, name))))
            yield return $"Sources has '{name}', which is not registered; registered are: {names}";
        foreach (var twice in options.Sources.GroupBy(name => name, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1))
            yield return $"Sources has '{twice.Key}' twice; name each source once, in order of preference";
    }

    private static bool Is(NodeSourceRegistration registration, string name) =>
        string.Equals(registration.Name, name, StringComparison.OrdinalIgnoreCase);
}
