using System.Collections.Concurrent;
using System.Globalization;
using Discovery.Cache;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Keys with values that follow from them, so that a value under a wrong key shows.</summary>
internal sealed class Workload(ICacheClient client, int count)
{
    public int Count => count;

    public static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"workload:{i}");

    public static string Value(int i) => string.Create(CultureInfo.InvariantCulture, $"the value of {i}, as it was written");

    /// <summary>Stores every key for an hour.</summary>
    public async Task FillAsync()
    {
        var entries = Enumerable.Range(0, count).Select(i => KeyValuePair.Create(Key(i), Value(i)));
        var results = await client.SetManyAsync(entries, TimeSpan.FromHours(1));
        Assert.All(results.Values, result => Assert.True(result.IsDone, $"{result.Status}: {result.Failure}"));
    }

    /// <summary>The name of the node that each key is routed to.</summary>
    public async Task<string[]> OwnersAsync()
    {
        var owners = new string[count];
        for (var i = 0; i < count; i++)
            owners[i] = (await client.ExplainAsync(Key(i)))!.Node.Name;
        return owners;
    }

    /// <summary>How many keys are found, each with its own value.</summary>
    public async Task<int> CountHitsAsync()
    {
        var results = await client.GetManyAsync<string>(Enumerable.Range(0, count).Select(Key));
        for (var i = 0; i < count; i++)
        {
            var result = results[Key(i)];
            Assert.False(result.IsUnavailable, $"{result.Failure}");
            Assert.True(!result.IsHit || result.Value == Value(i), $"{Key(i)} has the value '{result.Value}'.");
        }

        return results.Values.Count(result => result.IsHit);
    }

    /// <summary>Reads the keys, a batch of them after another, over and over, until it is stopped.</summary>
    public Reader StartReader() => new(client, count);

    /// <summary>Reads in the background and keeps what is not a hit with the right value.</summary>
    internal sealed class Reader : IAsyncDisposable
    {
        private const int Batch = 100;
        private readonly CancellationTokenSource _stop = new();
        private readonly ConcurrentDictionary<int, string> _troubles = new();
        private readonly Task _run;
        private long _reads;

        public Reader(ICacheClient client, int count) => _run = Task.Run(() => RunAsync(client, count));

        public long Reads => Interlocked.Read(ref _reads);

        /// <summary>Stops it, and gives the first trouble of each key that had one.</summary>
        public async Task<IReadOnlyDictionary<int, string>> StopAsync()
        {
            await _stop.CancelAsync();
            await _run.WaitAsync(TimeSpan.FromSeconds(30));
            return _troubles;
        }

        public async ValueTask DisposeAsync()
        {
            await StopAsync();
            _stop.Dispose();
        }

        private async Task RunAsync(ICacheClient client, int count)
        {
            for (var first = 0; !_stop.IsCancellationRequested; first = (first + Batch) % count)
            {
                var results = await client.GetManyAsync<string>(Enumerable.Range(first, Batch).Select(Key));
                for (var i = first; i < first + Batch; i++)
                    Judge(i, results[Key(i)]);
                Interlocked.Add(ref _reads, Batch);
            }
        }

        private void Judge(int i, CacheResult<string> result)
        {
            if (!result.IsHit)
                _troubles.TryAdd(i, result.Failure?.ToString() ?? "miss");
            else if (result.Value != Value(i))
                throw new InvalidOperationException($"{Key(i)} has the value '{result.Value}'.");
        }
    }
}
