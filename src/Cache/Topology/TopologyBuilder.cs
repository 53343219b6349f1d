using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Topology;

/// <summary>Puts the layers of one cache together. Nothing is asked until the watcher is started.</summary>
internal static class TopologyBuilder
{
    public static BuiltTopology Build(TopologyContext context)
    {
        if (context.Sources.Count == 0)
            throw new ArgumentException("A cache needs at least one source of nodes.", nameof(context));
        var options = new LastGoodOptions(context.Options, context.CacheName, context.Loggers.CreateLogger("Discovery.Cache.Topology"));
        context = context with { Options = options.Get };
        var fallback = new FallbackLayer([.. context.Sources.Select(source => Layers(source, context))]);
        var tools = new MemoryLayerTools(context.CacheName, () => ScopeOf(context), context.Memory, context.Clock, context.Random);
        var directory = new NodeDirectory(context.CacheName, context.Clock, context.Loggers.CreateLogger<NodeDirectory>(), context.Meter);
        return new BuiltTopology(new NodeWatcher(new MemoryLayer(fallback, tools, context.Options), directory, context), directory);
    }

    /// <summary>The file of one source: the path itself when there is one remote source, with the source's name before the extension when there are more.</summary>
    public static string FilePath(string path, string source, bool shared)
    {
        if (!shared)
            return path;
        var name = string.Concat(source.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' ? c : '_'));
        return Path.ChangeExtension(path, null) + "." + name + Path.GetExtension(path);
    }

    private static INodeLayer Layers(TopologySource item, TopologyContext context)
    {
        var (source, isRemote) = item;
        var asked = new ResilientLayer(new SourceLayer(source, context.Clock), source, context.Options, context.Clock);
        if (!isRemote)
            return new AnswerGuard(asked, new GuardTools(context.Clock, () => source.Scope, () => null));
        var path = context.Options().File.Path;
        var shared = context.Sources.Count(other => other.IsRemote) > 1;
        var file = string.IsNullOrEmpty(path) ? null : new NodeListFile(FilePath(path, source.Name, shared), context.Clock);
        FileLayer layer = null!;
        var guard = new AnswerGuard(asked, new GuardTools(context.Clock, () => source.Scope, () => context.Options().Guard)
        {
            Stored = () => layer.Stored(),
            Answers = context.Answers,
        });
        layer = new FileLayer(guard, source, file, context.Options, new FileLayerTools(context.Clock, context.Loggers.CreateLogger<FileLayer>(), context.Meter));
        return layer;
    }

    private static string ScopeOf(TopologyContext context) => string.Join('\n', context.Sources.Select(item => item.Source.Scope));
}
