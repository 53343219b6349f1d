namespace Discovery.Cache;

/// <summary>What became of a read.</summary>
public enum CacheStatus
{
    /// <summary>The server has no such entry. The default, so that an empty result never looks like a hit.</summary>
    Miss,

    /// <summary>The value was read.</summary>
    Hit,

    /// <summary>The node could not say: it is down, slow or overloaded, or no node is known. Treat it as a miss.</summary>
    Unavailable,
}
