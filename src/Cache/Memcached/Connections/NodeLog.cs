using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Memcached.Connections;

internal static partial class NodeLog
{
    [LoggerMessage(201, LogLevel.Debug, "Connected to {Node}, memcached {Version}, {Dialect} text.")]
    public static partial void Connected(ILogger logger, Node node, string version, string dialect);

    [LoggerMessage(202, LogLevel.Warning, "Lost the connection to {Node}: {Reason}.")]
    public static partial void Lost(ILogger logger, Node node, string reason);

    [LoggerMessage(203, LogLevel.Warning, "{Node} is down, its keys are unavailable until it answers: {Reason}.")]
    public static partial void Down(ILogger logger, Node node, string reason);
}
