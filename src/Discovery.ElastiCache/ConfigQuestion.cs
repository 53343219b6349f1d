namespace Discovery;

/// <summary>What one attempt needs to know.</summary>
/// <param name="Endpoint">Whom to ask.</param>
/// <param name="Options">Deadline and TLS.</param>
/// <param name="LegacyFirst">Whether this endpoint last answered to the legacy key.</param>
internal sealed record ConfigQuestion(HostPort Endpoint, ElastiCacheOptions Options, bool LegacyFirst);

/// <summary>What came of it.</summary>
/// <param name="Set">The nodes; never empty.</param>
/// <param name="IsLegacy">Whether the legacy key gave them.</param>
internal sealed record ConfigAnswer(NodeSet Set, bool IsLegacy);
