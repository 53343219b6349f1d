using Microsoft.Extensions.Logging;

namespace Discovery;

internal static partial class ElastiCacheLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Source}: {Endpoint} itself is used as the only node, because discovery fails: {Reason}")]
    public static partial void FallbackEntered(this ILogger logger, string source, string endpoint, string reason);

    [LoggerMessage(2, LogLevel.Information, "{Source}: discovery at {Endpoint} works now; the endpoint is no longer used as a node")]
    public static partial void FallbackLeft(this ILogger logger, string source, string endpoint);

    [LoggerMessage(3, LogLevel.Information, "{Source}: node {Node} has version {Newer} of the list and is believed; the endpoint's version {Older} is outdated")]
    public static partial void EndpointOverruled(this ILogger logger, string source, string node, ulong? newer, ulong? older);
}
