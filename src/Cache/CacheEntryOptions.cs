namespace Discovery.Cache;

/// <summary>What one write may say about its entry. Immutable: keep an instance and use it for many calls.</summary>
public sealed record CacheEntryOptions
{
    /// <summary>
    /// How long the entry lives. Null: the cache's <see cref="CacheOptions.DefaultExpiration"/>.
    /// <see cref="Timeout.InfiniteTimeSpan"/> or <see cref="TimeSpan.MaxValue"/>: until evicted. Zero or negative: expired at once.
    /// Fractions of a second are rounded up, since the server counts seconds.
    /// </summary>
    public TimeSpan? Expiration { get; init; }

    /// <summary>An entry that lives for a span.</summary>
    /// <param name="expiration">See <see cref="Expiration"/>.</param>
    public static implicit operator CacheEntryOptions(TimeSpan expiration) => FromTimeSpan(expiration);

    /// <summary>An entry that lives for a span.</summary>
    /// <param name="expiration">See <see cref="Expiration"/>.</param>
    /// <returns>The options.</returns>
    public static CacheEntryOptions FromTimeSpan(TimeSpan expiration) => new() { Expiration = expiration };
}
