using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Client;

/// <summary>Runs one operation for each of many keys, in flight together within a bound, and gathers every outcome.</summary>
internal static class ManyKeys
{
    private const int Window = 1024;

    /// <summary>Starts <paramref name="start"/> for each key in order; a failure of one is thrown when all that were started have ended.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, TResult>> RunAsync<TItem, TResult>(
        IReadOnlyCollection<KeyValuePair<string, TItem>> items, Func<string, TItem, ValueTask<TResult>> start)
    {
        var results = new Dictionary<string, TResult>(items.Count, StringComparer.Ordinal);
        var started = new Queue<(string Key, ValueTask<TResult> Result)>(Math.Min(items.Count, Window));
        Exception? failure = null;
        foreach (var (key, item) in items)
        {
            var fault = started.Count == Window ? await TakeAsync(started, results).ConfigureAwait(false) : null;
            failure ??= fault;
#pragma warning disable CA2012 // each is taken out and awaited exactly once
            started.Enqueue((key, start(key, item)));
#pragma warning restore CA2012
        }

        while (started.Count > 0)
        {
            var fault = await TakeAsync(started, results).ConfigureAwait(false);
            failure ??= fault;
        }

        if (failure is not null)
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure);
        return results;
    }

    /// <summary>The distinct keys; each is checked, so that one that is refused leaves nothing half done.</summary>
    public static IReadOnlyList<string> Distinct(IEnumerable<string> keys, ReadOnlySpan<byte> prefix)
    {
        ArgumentNullException.ThrowIfNull(keys);
        var room = keys.TryGetNonEnumeratedCount(out var count) ? count : 0;
        var seen = new HashSet<string>(room, StringComparer.Ordinal);
        var distinct = new List<string>(room);
        foreach (var key in keys)
        {
            KeyRules.Check(prefix, key);
            if (seen.Add(key))
                distinct.Add(key);
        }

        return distinct;
    }

    private static async ValueTask<Exception?> TakeAsync<TResult>(Queue<(string Key, ValueTask<TResult> Result)> started, Dictionary<string, TResult> results)
    {
        var (key, result) = started.Dequeue();
        try
        {
            results[key] = await result.ConfigureAwait(false);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }
}
