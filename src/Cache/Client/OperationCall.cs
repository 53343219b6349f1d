using Discovery.Cache.Routing;

namespace Discovery.Cache.Client;

/// <summary>What one call of the client takes once and uses to its end.</summary>
/// <param name="Table">The routing table; null when none was known in time.</param>
/// <param name="Settings">The settings.</param>
/// <param name="Deadline">When the caller stops waiting, as a time stamp of the clock.</param>
internal readonly record struct OperationCall(RoutingTable? Table, CacheSettings Settings, long Deadline);
