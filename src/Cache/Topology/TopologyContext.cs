using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Topology;

/// <summary>What the layers of one cache are built from.</summary>
internal sealed record TopologyContext
{
    /// <summary>The cache's name; empty for the unnamed one.</summary>
    public required string CacheName { get; init; }

    /// <summary>The sources in order of preference; at least one.</summary>
    public required IReadOnlyList<TopologySource> Sources { get; init; }

    /// <summary>The options as they are now; read again at every use, so that a reload is followed.</summary>
    public required Func<CacheOptions> Options { get; init; }

    public required IMemoryCache Memory { get; init; }

    public required TimeProvider Clock { get; init; }

    public required ILoggerFactory Loggers { get; init; }

    public required TopologyMeter Meter { get; init; }

    /// <summary>At least 0 and below 1.</summary>
    public required Func<double> Random { get; init; }

    /// <summary>Whether a listed node is known to be down.</summary>
    public Func<bool> HasNodeDown { get; init; } = static () => false;

    /// <summary>Whether the node of that name is listed and not known to be down.</summary>
    public Func<string, bool> Answers { get; init; } = static _ => false;
}

/// <param name="Source">The source.</param>
/// <param name="IsRemote">Whether its answers are guarded and kept in the file layer.</param>
internal readonly record struct TopologySource(INodeSource Source, bool IsRemote);

/// <summary>The two ends of the way: the loop that asks, and the directory that tells.</summary>
internal sealed record BuiltTopology(NodeWatcher Watcher, NodeDirectory Directory);
