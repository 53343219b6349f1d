using Microsoft.Extensions.Logging;

namespace Discovery;

internal static partial class ElastiCacheLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Source}: {Endpoint} itself is used as the only node, because discovery fails: {Reason}")]
    public static partial void FallbackEntered(this ILogger logger, string source, string endpoint, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Source}: discovery at {Endpoint} works now; the endpoint is no longer used as a node")]
    public static partial void FallbackLeft(this ILogger logger, string source, string endpoint);
}
