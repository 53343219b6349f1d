using System.Collections.Concurrent;
using System.Globalization;
using Discovery.Cache;

namespace Discovery.RealServers.Tests.Chaos;

/// <summary>Callers that read and write all the time. A miss and an operation that is unavailable are theirs to bear; an exception and a wrong value are faults.</summary>
internal sealed class ChaosCallers : IAsyncDisposable
{
    private const int Keys = 1_000;
    private const int Batch = 20;
    private const int LargestText = 8_000;
    private const int LargeEvery = 100;
    private const int LargeText = 300_000;
    private readonly ICacheClient _client;
    private readonly CancellationTokenSource _stop = new();
    private readonly string[] _values = [.. Enumerable.Range(0, Keys).Select(Value)];
    private readonly ConcurrentQueue<string> _faults = new();
    private readonly Task[] _callers;
    private long _hits;
    private long _misses;
    private long _unavailable;

    public ChaosCallers(ICacheClient client, int count, int seed)
    {
        _client = client;
        _callers = [.. Enumerable.Range(0, count).Select(caller => Task.Run(() => RunAsync(new Random(seed + caller))))];
    }

    public long Hits => Interlocked.Read(ref _hits);

    public long Unavailable => Interlocked.Read(ref _unavailable);

    public IEnumerable<string> Faults => _faults;

    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Hits} hits, {Interlocked.Read(ref _misses)} misses, {Unavailable} unavailable, {_faults.Count} faults");

    /// <summary>Stops them; each ends with the operation it is in.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAll(_callers).WaitAsync(TimeSpan.FromSeconds(30));
    }

    /// <summary>Whether every key can be written and then has its value; of use once they are stopped, since they remove keys.</summary>
    public async Task<bool> EveryKeyWorksAsync()
    {
        var writes = await _client.SetManyAsync(Enumerable.Range(0, Keys).Select(i => KeyValuePair.Create(Key(i), _values[i])), TimeSpan.FromHours(1));
        var reads = await _client.GetManyAsync<string>(Enumerable.Range(0, Keys).Select(Key));
        return writes.Values.All(write => write.IsDone) && Enumerable.Range(0, Keys).All(i => reads[Key(i)].IsHit && reads[Key(i)].Value == _values[i]);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _stop.Dispose();
    }

    private static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"chaos:{i}");

    // of every size, so that replies are cut everywhere
    private static string Value(int i) =>
        string.Create(CultureInfo.InvariantCulture, $"the value of {i} ") + new string((char)('a' + (i % 26)), i % LargeEvery == 0 ? LargeText : i * 37 % LargestText);

    private async Task RunAsync(Random random)
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await OperateAsync(random.Next(Keys), random);
            }
            catch (Exception exception)
            {
                _faults.Enqueue(exception.ToString());
            }
        }
    }

    private Task OperateAsync(int i, Random random) => random.Next(20) switch
    {
        < 11 => ReadAsync(i),
        < 14 => ReadManyAsync(random.Next(Keys - Batch)),
        < 16 => WriteAsync(i),
        < 17 => TouchAsync(i),
        < 18 => RemoveAsync(i),
        _ => ReadUntilCancelledAsync(i),
    };

    private async Task ReadAsync(int i)
    {
        var read = await _client.GetAsync<string>(Key(i));
        Judge(i, read);
        if (read.IsUnavailable)
            await Task.Delay(1); // a node that is down refuses at once
        else if (!read.IsHit)
            await WriteAsync(i);
    }

    private async Task ReadManyAsync(int first)
    {
        var reads = await _client.GetManyAsync<string>(Enumerable.Range(first, Batch).Select(Key));
        for (var i = first; i < first + Batch; i++)
            Judge(i, reads[Key(i)]);
    }

    private async Task WriteAsync(int i) => await _client.SetAsync(Key(i), _values[i]);

    private async Task TouchAsync(int i) => Judge(i, await _client.GetAndTouchAsync<string>(Key(i), TimeSpan.FromMinutes(1)));

    private async Task RemoveAsync(int i) => await _client.RemoveAsync(Key(i));

    private async Task ReadUntilCancelledAsync(int i)
    {
        using var cancel = new CancellationTokenSource();
        var read = _client.GetAsync<string>(Key(i), cancel.Token).AsTask();
        await cancel.CancelAsync();
        try
        {
            Judge(i, await read);
        }
        catch (OperationCanceledException exception) when (exception.CancellationToken == cancel.Token)
        {
            // what the caller asked for
        }
    }

    private void Judge(int i, CacheResult<string> read)
    {
        if (read.IsUnavailable)
            Interlocked.Increment(ref _unavailable);
        else if (!read.IsHit)
            Interlocked.Increment(ref _misses);
        else if (read.Value == _values[i])
            Interlocked.Increment(ref _hits);
        else
            _faults.Enqueue($"{Key(i)} has the value '{read.Value?[..Math.Min(40, read.Value.Length)]}'.");
    }
}
