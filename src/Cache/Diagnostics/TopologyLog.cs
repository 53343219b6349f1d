using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Diagnostics;

/// <summary>Log messages of discovery. Each is written once per change of state; a source that flaps gets 20 lines and then one in 10 seconds.</summary>
internal static partial class TopologyLog
{
    public static void Report(this ILogger logger, string cache, NodeChange change)
    {
        var (current, reason) = (change.Current, change.Reason ?? "-");
        switch (change.Verdict)
        {
            case NodeVerdict.Failed or NodeVerdict.Quarantined or NodeVerdict.Stale:
                logger.Refused(cache, change.Verdict, reason, current.Set.Count, current.Origin);
                break;
            case NodeVerdict.Confirmed:
                logger.Confirmed(cache, current.Source, current.Set.Count);
                break;
            default:
                logger.Changed(cache, change.Verdict, current.Generation, current.Source, current.Origin, new ChangedNodes(change));
                break;
        }
    }

    [LoggerMessage(1, LogLevel.Information, "Cache '{Cache}': {Verdict} node list {Generation} of {Source} ({Origin}): {Change}.")]
    private static partial void Changed(
        this ILogger logger, string cache, NodeVerdict verdict, long generation, string? source, NodeListOrigin origin, ChangedNodes change);

    [LoggerMessage(2, LogLevel.Information, "Cache '{Cache}': {Source} confirms the list of {Count} nodes again.")]
    private static partial void Confirmed(this ILogger logger, string cache, string? source, int count);

    [LoggerMessage(3, LogLevel.Warning, "Cache '{Cache}': {Verdict}: {Reason} Going on with {Count} nodes ({Origin}).")]
    private static partial void Refused(this ILogger logger, string cache, NodeVerdict verdict, string reason, int count, NodeListOrigin origin);

    [LoggerMessage(4, LogLevel.Error, "Cache '{Cache}': the new node list could not be put to use.")]
    public static partial void ListenerFailed(this ILogger logger, string cache, Exception exception);

    [LoggerMessage(5, LogLevel.Warning, "The node list file {Path} is ignored: {Reason}")]
    public static partial void FileIgnored(this ILogger logger, string path, string reason);

    [LoggerMessage(6, LogLevel.Warning, "The node list cannot be kept in {Path} (option File:Path): {Reason} Discovery goes on without it.")]
    public static partial void FileNotWritten(this ILogger logger, string path, string reason);

    [LoggerMessage(7, LogLevel.Information, "The node list is kept in {Path} again.")]
    public static partial void FileWrittenAgain(this ILogger logger, string path);

    [LoggerMessage(8, LogLevel.Error, "Cache '{Cache}': the watcher met a failure it does not know; it goes on.")]
    public static partial void WatcherFailed(this ILogger logger, string cache, Exception exception);

    [LoggerMessage(9, LogLevel.Warning, "Cache '{Cache}': the reloaded options are not valid, discovery goes on with the last valid ones: {Reason}")]
    public static partial void OptionsNotReloaded(this ILogger logger, string cache, string reason);

    [LoggerMessage(10, LogLevel.Warning, "Cache '{Cache}': {Count} changes of the node list were not logged, since they came too fast.")]
    public static partial void LinesLeftOut(this ILogger logger, string cache, int count);

    private readonly record struct ChangedNodes(NodeChange Change)
    {
        public override string ToString() =>
            $"{Change.Current.Set.Count} nodes, added [{Names(Change.Added)}], removed [{Names(Change.Removed)}], readdressed [{Names(Change.Readdressed)}]";

        private static string Names(IEnumerable<Node> nodes) => string.Join(", ", nodes.Select(node => node.Name));
    }
}
