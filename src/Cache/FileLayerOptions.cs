namespace Discovery.Cache;

/// <summary>The long-TTL layer: the last confirmed node list on disk, for starting and going on while the source is unreachable.</summary>
public sealed class FileLayerOptions
{
    /// <summary>The file. Processes on one host may share it. With several remote sources each adds its name before the extension.</summary>
    /// <value>A path in a folder the process may write. Default: null, no file; the last list is then kept in memory only.</value>
    public string? Path { get; set; }

    /// <summary>How long a list may be used after the source last confirmed it.</summary>
    /// <value>1 minute to 365 days, and at least the memory layer's TTL. Default: 12 hours.</value>
    public TimeSpan Ttl { get; set; } = TimeSpan.FromHours(12);

    /// <summary>Whether a file older than <see cref="Ttl"/> is used rather than nothing.</summary>
    /// <value>Default: false.</value>
    public bool ServeExpired { get; set; }

    /// <summary>
    /// Whether a poll is spared when another process that shares the file has had the very same list confirmed within the memory
    /// layer's TTL: one poll per host instead of one per process. Only for sources that are polled; only a confirmation is shared, so
    /// a list that differs is always asked for; a complaint about a node, a failure and a cluster in motion always ask the source.
    /// The origin is then <see cref="NodeListOrigin.Sibling"/>. It is off by default: it writes the file once per TTL instead of a
    /// hundred times per <see cref="Ttl"/>, and a process that has lost its own way to the source learns that only when the others
    /// have too. Turn it on where dozens of processes on one host poll one endpoint.
    /// </summary>
    /// <value>Default: false. Needs <see cref="Path"/>.</value>
    public bool ShareConfirmations { get; set; }
}
