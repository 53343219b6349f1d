using System.Diagnostics.Metrics;

namespace Discovery.Cache.Diagnostics;

/// <summary>Counts what happens to the node lists of one cache.</summary>
internal sealed class TopologyMeter
{
    private readonly KeyValuePair<string, object?> _cache;
    private readonly Counter<long> _verdicts;
    private readonly Counter<long> _ignoredFiles;
    private readonly Counter<long> _failedWrites;

    /// <param name="meter">The meter; whoever made it disposes it.</param>
    /// <param name="cache">The cache's name.</param>
    public TopologyMeter(Meter meter, string cache)
    {
        _cache = new KeyValuePair<string, object?>(CacheTelemetry.CacheTag, cache);
        _verdicts = meter.CreateCounter<long>(CacheTelemetry.Verdicts, "{verdict}", "What became of answers about the nodes.");
        _ignoredFiles = meter.CreateCounter<long>(CacheTelemetry.FilesIgnored, "{file}", "Node list files that were found and not used.");
        _failedWrites = meter.CreateCounter<long>(CacheTelemetry.FileWritesFailed, "{write}", "Node lists that could not be kept on disk.");
    }

    public void Verdict(NodeVerdict verdict) => _verdicts.Add(1, _cache, new KeyValuePair<string, object?>(CacheTelemetry.VerdictTag, verdict.ToString()));

    public void FileIgnored(string reason) => _ignoredFiles.Add(1, _cache, new KeyValuePair<string, object?>(CacheTelemetry.ReasonTag, reason));

    public void WriteFailed() => _failedWrites.Add(1, _cache);
}
