using System.Collections.Concurrent;
using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>The ring is swapped far faster than any source could ask for it.</summary>
public sealed class SwapStressTests
{
    private const int Readers = 16;
    private const int Keys = 2_000;
    private const int Steady = 3;
    private const int Swaps = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public Task Swap_EveryMillisecondUnderSixteenReaders_NoErrorAndNoValueUnderAWrongKey() => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartAsync(5);
        var sets = Sets(servers);
        await using var cache = await RunningCache.StartAsync(
            builder => builder.AddNodeSource(HeldSource.SourceName, _ => new HeldSource(sets[0]), isRemote: false));
        var faults = new ConcurrentQueue<string>();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, Readers).Select(seed => Task.Run(() => ReadAsync(cache.Client, seed, faults, stop.Token))).ToArray();

        await SwapAsync(cache.Directory, sets);
        await stop.CancelAsync();
        var reads = (await Task.WhenAll(readers)).Sum();

        Assert.True(faults.IsEmpty, $"{faults.Count} faults in {reads} reads, the first of them: {string.Join('\n', faults.Distinct().Take(10))}");
        Assert.Equal(1 + Swaps, cache.Directory.Current.Generation);
        Assert.InRange(reads, 1_000, long.MaxValue);
        for (var i = 0; i < Steady; i++)
        {
            Assert.Equal(RunningCache.LanesPerNode, await servers[i].AcceptedConnectionsAsync());
            Assert.Equal(RunningCache.LanesPerNode, cache.Opened.To(servers[i].Endpoint));
        }
    });

    // three that stay, and each of the two others there or not
    private static NodeSet[] Sets(MemcachedGroup servers)
    {
        int[][] choices = [[0, 1, 2], [0, 1, 2, 3], [0, 1, 2, 4], [0, 1, 2, 3, 4]];
        return [.. choices.Select(choice => new NodeSet(choice.Select(i => Node.Parse(servers[i].Endpoint))))];
    }

    // one each millisecond, straight into the directory: the watcher would not ask a source more than twice a second
    private static async Task SwapAsync(NodeDirectory directory, NodeSet[] sets)
    {
        var clock = TimeProvider.System;
        var start = clock.GetTimestamp();
        for (var swaps = 0; swaps < Swaps;)
        {
            for (var due = Math.Min(clock.GetElapsedTime(start).TotalMilliseconds, Swaps); swaps < due; swaps++)
                directory.Apply(new NodeAnswer(sets[(swaps + 1) % sets.Length], HeldSource.SourceName, NodeListOrigin.Source, Confirmation.Now(clock), WaitsForChange: true));
            await Task.Delay(1);
        }
    }

    private static async Task<long> ReadAsync(ICacheClient client, int seed, ConcurrentQueue<string> faults, CancellationToken stop)
    {
        var random = new Random(seed);
        var reads = 0L;
        for (; !stop.IsCancellationRequested; reads++)
        {
            var i = random.Next(Keys);
            try
            {
                var read = await client.GetAsync<string>(Workload.Key(i), CancellationToken.None);
                if (read.IsUnavailable || (read.IsHit && read.Value != Workload.Value(i)))
                    faults.Enqueue(read.Failure?.ToString() ?? $"{Workload.Key(i)} has the value '{read.Value}'.");
                if (!read.IsHit && await client.SetAsync(Workload.Key(i), Workload.Value(i), cancellationToken: CancellationToken.None) is { IsDone: false } write)
                    faults.Enqueue($"{write.Status}: {write.Failure}");
            }
            catch (Exception exception)
            {
                faults.Enqueue(exception.ToString());
            }
        }

        return reads;
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);

    /// <summary>Tells one list and then holds every question.</summary>
    private sealed class HeldSource(NodeSet first) : INodeSource
    {
        public const string SourceName = "Held";

        public string Name => SourceName;

        public bool WaitsForChange => true;

        public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
        {
            if (known is not null)
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return first;
        }
    }
}
