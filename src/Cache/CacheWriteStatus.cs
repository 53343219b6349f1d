namespace Discovery.Cache;

/// <summary>What became of a write.</summary>
public enum CacheWriteStatus
{
    /// <summary>The node could not say, or refused; the write may or may not have happened. The default, so that an empty result never looks like success.</summary>
    Unavailable,

    /// <summary>It was done.</summary>
    Done,

    /// <summary>The condition did not hold: add found an entry; replace, append or prepend found none.</summary>
    NotStored,

    /// <summary>Remove, touch or compare-and-set found no entry.</summary>
    NotFound,

    /// <summary>Compare-and-set found a newer version.</summary>
    Conflict,

    /// <summary>The value is larger than the server takes; no value is stored under the key now.</summary>
    TooLarge,
}
