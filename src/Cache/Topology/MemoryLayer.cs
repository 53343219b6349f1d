using Microsoft.Extensions.Caching.Memory;

namespace Discovery.Cache.Topology;

/// <summary>
/// The short TTL. A question without a known set is answered from memory while the last answer is fresh; failures are remembered
/// for a moment too, so that no crowd of callers repeats them. A question with a known set always goes inside and refreshes memory.
/// </summary>
internal sealed class MemoryLayer(INodeLayer inner, MemoryLayerTools tools, Func<CacheOptions> options) : INodeLayer
{
    private readonly Lock _gate = new();
    private readonly List<SharedCall> _calls = [];

    public ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var key = new EntryKey(tools.CacheName, tools.Scope());
        if (known is null && tools.Cache.Get<Entry>(key) is { } entry && tools.Clock.GetTimestamp() < entry.FreshUntil)
            return entry.Failure is null ? new(entry.Answer! with { Origin = FromMemory(entry.Answer!.Origin) }) : ValueTask.FromException<NodeAnswer>(entry.Failure);
        return Join(known, key).WaitAsync(cancellationToken);
    }

    /// <summary>Makes the next question go inside.</summary>
    public void Expire() => tools.Cache.Remove(new EntryKey(tools.CacheName, tools.Scope()));

    /// <summary>Completes when no question is under way any more; to be called when nobody asks further.</summary>
    public Task EndAsync()
    {
        lock (_gate)
            return Task.WhenAll(_calls.Select(call => call.EndAsync()));
    }

    private static NodeListOrigin FromMemory(NodeListOrigin origin) => origin is NodeListOrigin.Source ? NodeListOrigin.Memory : origin;

    private SharedCall Join(NodeSet? known, EntryKey key)
    {
        lock (_gate)
        {
            foreach (var running in _calls)
            {
                if (Equals(running.Known, known) && running.TryJoin())
                    return running;
            }

            SharedCall call = null!;
            call = new SharedCall(known, (set, token) => AskInsideAsync(set, key, call, token));
            call.TryJoin();
            _calls.Add(call);
            return call;
        }
    }

    private async Task<NodeAnswer> AskInsideAsync(NodeSet? known, EntryKey key, SharedCall call, CancellationToken cancellationToken)
    {
        try
        {
            var answer = await inner.AskAsync(known, cancellationToken).ConfigureAwait(false);
            Remember(key, answer, failure: null);
            return answer;
        }
        catch (NodeSourceException failure)
        {
            Remember(key, answer: null, failure);
            throw;
        }
        finally
        {
            lock (_gate)
                _calls.Remove(call);
        }
    }

    private void Remember(EntryKey key, NodeAnswer? answer, NodeSourceException? failure)
    {
        var settings = options();
        var good = answer is { Failure: null };
        var span = good ? Backoff.Spread(settings.Memory.Ttl, tools.Random()) : settings.Watch.MinBackoff;
        var freshUntil = tools.Clock.GetTimestamp() + (long)(span.TotalSeconds * tools.Clock.TimestampFrequency);
        // freshness is counted on the monotonic clock; IMemoryCache knows the wall clock only, so its expiry is just an upper bound.
        // The size is for applications that limit theirs: an entry without one would throw.
        tools.Cache.Set(key, new Entry(answer, failure, freshUntil), new MemoryCacheEntryOptions { AbsoluteExpirationRelativeToNow = span * 2, Size = 1 });
    }

    private sealed record EntryKey(string Cache, string Scope);

    private sealed record Entry(NodeAnswer? Answer, NodeSourceException? Failure, long FreshUntil);
}
