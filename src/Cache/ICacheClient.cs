namespace Discovery.Cache;

/// <summary>
/// The cache. Reads never throw because the cache is down: they are unavailable, and say so. Writes report their outcome.
/// What is the caller's fault always throws: a key that memcached cannot take (<see cref="CacheKeyException"/>), a value
/// that cannot be serialised (<see cref="CacheValueException"/>), a cancelled token. Safe for use by many threads.
/// A cancelled or timed-out write may have happened.
/// </summary>
/// <remarks>
/// A key is 1 to 250 bytes of UTF-8 with the prefix, without blanks and control characters. <c>byte[]</c>, <c>string</c> and the
/// integers are stored as they are, readable from any language; everything else as JSON.
/// </remarks>
public interface ICacheClient
{
    /// <summary>Reads one value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Hit, miss or unavailable.</returns>
    ValueTask<CacheResult<T>> GetAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads one value and its version, for a later <see cref="CompareAndSetAsync"/>.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Hit with <see cref="CacheResult{T}.Version"/>, miss or unavailable.</returns>
    ValueTask<CacheResult<T>> GetVersionedAsync<T>(string key, CancellationToken cancellationToken = default);

    /// <summary>Reads one value and gives it a new expiration in the same round trip.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="expiration">As <see cref="CacheEntryOptions.Expiration"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Hit, miss or unavailable.</returns>
    ValueTask<CacheResult<T>> GetAndTouchAsync<T>(string key, TimeSpan expiration, CancellationToken cancellationToken = default);

    /// <summary>Reads many values, each node's in one pipeline, all by one routing table.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="keys">The keys; a key given twice is read once.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The outcome for each key.</returns>
    ValueTask<IReadOnlyDictionary<string, CacheResult<T>>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Stores a value whether or not the key has one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value; null is stored as null and read back as a hit.</param>
    /// <param name="options">The entry's expiration; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, too large or unavailable.</returns>
    ValueTask<CacheWriteResult> SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stores many values, each node's in one pipeline, all by one routing table.</summary>
    /// <typeparam name="T">The type of the values.</typeparam>
    /// <param name="entries">Keys and values; of a key given twice the last is stored.</param>
    /// <param name="options">The entries' expiration; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The outcome for each key.</returns>
    ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> SetManyAsync<T>(IEnumerable<KeyValuePair<string, T>> entries, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a value only when the key has none.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">The entry's expiration; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not stored, too large or unavailable.</returns>
    ValueTask<CacheWriteResult> AddAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a value only when the key has one.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="options">The entry's expiration; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not stored, too large or unavailable.</returns>
    ValueTask<CacheWriteResult> ReplaceAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Stores a value only when the entry is still the one that was read.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="key">The key.</param>
    /// <param name="value">The value.</param>
    /// <param name="version">The version that <see cref="GetVersionedAsync"/> gave; not 0.</param>
    /// <param name="options">The entry's expiration; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, conflict, not found, too large or unavailable.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The version is 0: the read did not ask for it.</exception>
    ValueTask<CacheWriteResult> CompareAndSetAsync<T>(string key, T value, ulong version, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Puts bytes behind an existing value; its expiration stays.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bytes">The bytes; the text of a <c>string</c> value in UTF-8.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not stored (no such entry), too large or unavailable.</returns>
    ValueTask<CacheWriteResult> AppendAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Puts bytes before an existing value; its expiration stays.</summary>
    /// <param name="key">The key.</param>
    /// <param name="bytes">The bytes; the text of a <c>string</c> value in UTF-8.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not stored (no such entry), too large or unavailable.</returns>
    ValueTask<CacheWriteResult> PrependAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default);

    /// <summary>Removes an entry.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not found or unavailable.</returns>
    ValueTask<CacheWriteResult> RemoveAsync(string key, CancellationToken cancellationToken = default);

    /// <summary>Removes many entries, each node's in one pipeline, all by one routing table.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The outcome for each key.</returns>
    ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> RemoveManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default);

    /// <summary>Gives an entry a new expiration.</summary>
    /// <param name="key">The key.</param>
    /// <param name="expiration">As <see cref="CacheEntryOptions.Expiration"/>.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Done, not found or unavailable.</returns>
    ValueTask<CacheWriteResult> TouchAsync(string key, TimeSpan expiration, CancellationToken cancellationToken = default);

    /// <summary>Adds to a counter on the server; it wraps at 2^64.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to add.</param>
    /// <param name="initial">What to store when there is no entry; null to report a miss instead.</param>
    /// <param name="options">The expiration of an entry that is made; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Hit with the new number, miss or unavailable.</returns>
    /// <exception cref="CacheValueException">The entry is not a number.</exception>
    ValueTask<CacheResult<ulong>> IncrementAsync(string key, ulong delta = 1, ulong? initial = null, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Subtracts from a counter on the server; it stops at 0.</summary>
    /// <param name="key">The key.</param>
    /// <param name="delta">What to subtract.</param>
    /// <param name="initial">What to store when there is no entry; null to report a miss instead.</param>
    /// <param name="options">The expiration of an entry that is made; null for the cache's default.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>Hit with the new number, miss or unavailable.</returns>
    /// <exception cref="CacheValueException">The entry is not a number.</exception>
    ValueTask<CacheResult<ulong>> DecrementAsync(string key, ulong delta = 1, ulong? initial = null, CacheEntryOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Empties every node of the cluster, other prefixes and other applications included.</summary>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The outcome for each node, by name.</returns>
    ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> ClearAsync(CancellationToken cancellationToken = default);

    /// <summary>Tells where a key is kept, without asking its node; waits for the first node list if there is none.</summary>
    /// <param name="key">The key.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The node, the point of the ring and the generation of the table; null when no node is known within the operation's time-out.</returns>
    ValueTask<KeyExplanation?> ExplainAsync(string key, CancellationToken cancellationToken = default);
}
