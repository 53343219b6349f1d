using Microsoft.Extensions.Logging;

namespace Discovery;

internal static partial class ConsulLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Source}: {Count} instances cannot be nodes and are left out: {Reasons}. Correct their registration.")]
    public static partial void EntriesSkipped(ILogger logger, string source, int count, string reasons);

    [LoggerMessage(2, LogLevel.Warning, "{Source}: Consul filters its answers by ACLs, so nodes may be missing; no node is removed for it. Give the token service:read on the service and node:read on its nodes.")]
    public static partial void Filtered(ILogger logger, string source);

    [LoggerMessage(3, LogLevel.Warning, "{Source}: the Consul server that answers knows no leader; no node is removed until it does.")]
    public static partial void Leaderless(ILogger logger, string source);
}
