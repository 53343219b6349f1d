using System.Diagnostics.Metrics;

namespace Discovery.Cache.Diagnostics;

/// <summary>Counts what happens to node lists.</summary>
internal static class TopologyMeter
{
    private static readonly Meter Meter = new("Discovery.Cache");

    private static readonly Counter<long> Verdicts =
        Meter.CreateCounter<long>("discovery.cache.topology.verdicts", "{verdict}", "Changes in what is known about the nodes.");

    private static readonly Counter<long> IgnoredFiles =
        Meter.CreateCounter<long>("discovery.cache.topology.file.ignored", "{file}", "Node list files that were found and not used.");

    private static readonly Counter<long> FailedWrites =
        Meter.CreateCounter<long>("discovery.cache.topology.file.failed_writes", "{write}", "Node lists that could not be kept on disk.");

    public static void Verdict(string cache, NodeVerdict verdict) =>
        Verdicts.Add(1, new KeyValuePair<string, object?>("cache", cache), new KeyValuePair<string, object?>("verdict", verdict.ToString()));

    public static void FileIgnored(string reason) => IgnoredFiles.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public static void WriteFailed() => FailedWrites.Add(1);
}
