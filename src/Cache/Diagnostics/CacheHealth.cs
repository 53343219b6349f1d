using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Discovery.Cache.Diagnostics;

/// <summary>Judges a cache by its node list and its nodes. A pure function of what is known.</summary>
internal static class CacheHealth
{
    public static HealthCheckResult Judge(NodeDirectorySnapshot list, IReadOnlyCollection<CacheFailure> down, TimeSpan longTtl)
    {
        var data = Data(list, down);
        if (list.Set.Count == 0)
            return HealthCheckResult.Unhealthy($"No node is known: {list.LastFailure ?? "no source has answered yet"}", data: data);
        if (list.Age > longTtl)
            return HealthCheckResult.Unhealthy($"The node list was last confirmed {Age(list)} ago, longer than File:Ttl {longTtl}: {list.LastFailure ?? "the watcher has not asked since"}", data: data);
        if (down.Count == list.Set.Count)
            return HealthCheckResult.Unhealthy($"All {down.Count} nodes are down: {down.First()}", data: data);
        if (list.LastFailure is { } reason)
            return HealthCheckResult.Degraded($"The node list is from {list.Origin}, confirmed {Age(list)} ago: {reason}", data: data);
        if (list.Origin is not (NodeListOrigin.Source or NodeListOrigin.Sibling))
            return HealthCheckResult.Degraded($"The node list is from {list.Origin} ({list.Source}), not from the preferred source.", data: data);
        if (down.Count > 0)
            return HealthCheckResult.Degraded($"{down.Count} of {list.Set.Count} nodes are down: {string.Join("; ", down)}", data: data);
        return list.FileFailure is { } trouble
            ? HealthCheckResult.Degraded($"The node list cannot be kept in File:Path: {trouble}", data: data)
            : HealthCheckResult.Healthy($"{list.Set.Count} nodes from {list.Source}.", data);
    }

    private static Dictionary<string, object> Data(NodeDirectorySnapshot list, IReadOnlyCollection<CacheFailure> down) => new(StringComparer.Ordinal)
    {
        ["nodes"] = list.Set.Count,
        ["origin"] = list.Origin.ToString(),
        ["source"] = list.Source ?? "",
        ["ageSeconds"] = list.Age?.TotalSeconds ?? -1,
        ["generation"] = list.Generation,
        ["fingerprint"] = list.Set.Fingerprint,
        ["failure"] = list.LastFailure ?? "",
        ["failureKind"] = list.FailureKind?.ToString() ?? "",
        ["fileFailure"] = list.FileFailure ?? "",
        ["nodesDown"] = down.Select(failure => failure.ToString()).ToArray(),
    };

    private static TimeSpan Age(NodeDirectorySnapshot list) => TimeSpan.FromSeconds(Math.Floor((list.Age ?? TimeSpan.Zero).TotalSeconds));
}
