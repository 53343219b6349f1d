using System.Globalization;
using Discovery.Cache;

namespace Quickstart;

/// <summary>What an application does all day: reads keys, and stores the ones that are missing. Checks that every value is its key's own.</summary>
internal sealed class KeyStream(ICacheClient client)
{
    public const int Keys = 10_000;
    private const int Callers = 8;
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(1);
    private long _hits;
    private long _misses;
    private long _errors;
    private long _wrong;

    public long Hits => Volatile.Read(ref _hits);

    public long Misses => Volatile.Read(ref _misses);

    public long Errors => Volatile.Read(ref _errors);

    public long Wrong => Volatile.Read(ref _wrong);

    public static string Key(int number) => string.Create(CultureInfo.InvariantCulture, $"key-{number}");

    /// <summary>Stores every key, so that what happens later starts from a full cache.</summary>
    public async Task FillAsync(CancellationToken cancellationToken)
    {
        var stored = await client.SetManyAsync(Enumerable.Range(0, Keys).Select(number => KeyValuePair.Create(Key(number), Key(number))), null, cancellationToken);
        Interlocked.Add(ref _errors, stored.Values.Count(result => !result.IsDone));
    }

    /// <summary>Runs until it is disposed.</summary>
    public IAsyncDisposable Run(CancellationToken cancellationToken)
    {
        var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        return new Running(stop, [.. Enumerable.Range(0, Callers).Select(caller => Task.Run(() => ReadAsync(caller, stop.Token), CancellationToken.None))]);
    }

    private async Task ReadAsync(int caller, CancellationToken cancellationToken)
    {
        for (var number = caller; !cancellationToken.IsCancellationRequested; number = (number + Callers) % Keys)
        {
            await ReadOneAsync(Key(number));
            if (number % 64 == caller % 64)
                await Task.Delay(Pace, CancellationToken.None);
        }
    }

    private async Task ReadOneAsync(string key)
    {
        var result = await client.GetAsync<string>(key, CancellationToken.None);
        switch (result.Status)
        {
            case CacheStatus.Hit:
                Interlocked.Increment(ref _hits);
                if (!string.Equals(result.Value, key, StringComparison.Ordinal))
                    Interlocked.Increment(ref _wrong);
                break;
            case CacheStatus.Miss:
                Interlocked.Increment(ref _misses);
                if (!(await client.SetAsync(key, key, null, CancellationToken.None)).IsDone)
                    Interlocked.Increment(ref _errors);
                break;
            default:
                Interlocked.Increment(ref _errors);
                break;
        }
    }

    private sealed class Running(CancellationTokenSource stop, Task[] callers) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await stop.CancelAsync();
            await Task.WhenAll(callers);
            stop.Dispose();
        }
    }
}
