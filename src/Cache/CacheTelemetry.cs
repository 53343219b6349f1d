namespace Discovery.Cache;

/// <summary>The names under which a cache can be watched by <c>System.Diagnostics.Metrics</c>. Nothing is counted while nobody listens.</summary>
public static class CacheTelemetry
{
    /// <summary>The name of the meter.</summary>
    public const string MeterName = "Discovery.Cache";

    /// <summary>Counter, unit <c>{connection}</c>: connections made to nodes, each with <see cref="NodeTag"/>.</summary>
    public const string ConnectionsOpened = "discovery.connections.opened";

    /// <summary>
    /// Counter, unit <c>{verdict}</c>: what became of answers about the nodes, each with <see cref="CacheTag"/> and
    /// <see cref="VerdictTag"/>. Every answer that is refused and every failed question counts; an answer that changes nothing does not.
    /// </summary>
    public const string Verdicts = "discovery.topology.verdicts";

    /// <summary>
    /// Counter, unit <c>{file}</c>: node list files that were found and not used, each with <see cref="CacheTag"/> and
    /// <see cref="ReasonTag"/> (<c>corrupt</c>, <c>checksum</c>, <c>schema</c>, <c>foreign</c>, <c>expired</c>, <c>future</c>,
    /// <c>empty</c>, <c>too large</c>, <c>link</c>, <c>directory</c>, <c>unreadable</c>).
    /// </summary>
    public const string FilesIgnored = "discovery.topology.files_ignored";

    /// <summary>Counter, unit <c>{write}</c>: node lists that could not be kept on disk, each with <see cref="CacheTag"/>.</summary>
    public const string FileWritesFailed = "discovery.topology.file_writes_failed";

    /// <summary>The tag with the name of the cache; empty for the unnamed one.</summary>
    public const string CacheTag = "discovery.cache";

    /// <summary>The tag with a <see cref="NodeVerdict"/> by its name.</summary>
    public const string VerdictTag = "discovery.verdict";

    /// <summary>The tag with the reason why a file was not used.</summary>
    public const string ReasonTag = "discovery.reason";

    /// <summary>The tag with the name of the node.</summary>
    public const string NodeTag = "discovery.node";
}
