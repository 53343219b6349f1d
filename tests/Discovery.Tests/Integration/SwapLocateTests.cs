using System.Collections.Concurrent;
using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

public sealed class SwapLocateTests
{
    private const int Threads = 64;
    private const int Swaps = 10_000;
    private const int Keys = 50;
    private const int LooksInATurn = 10;

    // told to the directory itself: the watcher would not ask a source ten thousand times in a moment
    [Fact]
    public async Task T48_LocateOnManyThreadsDuringSwaps_EachSeesOneWholeRing()
    {
        var sets = Enumerable.Range(1, 4).Select(heavy => new NodeSet(Enumerable.Range(1, 5).Select(
            port => new Node("127.0.0.1", port, weight: port == heavy ? 9 : 1)))).ToArray();
        await using var provider = Start(sets[0]);
        var (client, directory) = (provider.GetRequiredService<ICacheClient>(), provider.GetRequiredService<NodeDirectory>());
        await directory.WaitForFirstAsync().WaitAsync(ChainRig.Bound);
        var maps = new Dictionary<string, string[]>(StringComparer.Ordinal);
        foreach (var set in sets)
        {
            Apply(directory, set);
            maps[set.Fingerprint] = [.. (await KeyMap.ReadAsync(client)).Take(Keys)];
        }

        Assert.Equal(4, maps.Values.Select(map => string.Join(' ', map)).Distinct(StringComparer.Ordinal).Count());
        var lookers = Enumerable.Range(0, Threads).Select(_ => new Looker(client, maps)).ToArray();
        for (var swap = 0; swap < Swaps; swap++)
            Apply(directory, sets[swap % sets.Length]);
        Assert.Empty(lookers.SelectMany(looker => looker.Stop()));
        Assert.InRange(directory.Current.Generation, Swaps, long.MaxValue);
    }

    private static void Apply(NodeDirectory directory, NodeSet set) =>
        directory.Apply(new NodeAnswer(set, "scripted", NodeListOrigin.Source, Confirmation.Now(TimeProvider.System), WaitsForChange: true));

    private static ServiceProvider Start(NodeSet set)
    {
        var source = new ScriptedNodeSource("scripted", [.. set.Nodes]) { WaitsForChange = true };
        var services = new ServiceCollection();
        services.AddDiscoveryCache(options => options.Connections.LanesPerNode = 1).UseSource(source);
        return services.BuildServiceProvider();
    }

    /// <summary>A thread that asks where keys are, and knows where they are by each of the lists.</summary>
    private sealed class Looker
    {
        private readonly ConcurrentQueue<string> _faults = new();
        private readonly Thread _thread;
        private volatile bool _stop;

        public Looker(ICacheClient client, Dictionary<string, string[]> maps)
        {
            _thread = new Thread(() => Run(client, maps));
            _thread.Start();
        }

        public ConcurrentQueue<string> Stop()
        {
            _stop = true;
            Assert.True(_thread.Join(ChainRig.Bound));
            return _faults;
        }

        private void Run(ICacheClient client, Dictionary<string, string[]> maps)
        {
            for (var i = 0; i < Keys || !_stop; i++)
            {
                var look = client.ExplainAsync(KeyMap.Key(i % Keys));
                var seen = look.IsCompletedSuccessfully ? look.Result : null;
                if (seen is null || seen.Node.Name != maps[seen.Fingerprint][i % Keys])
                    _faults.Enqueue($"{i}: {seen}");
                // so that the one that swaps gets its turn among them
                if (i % LooksInATurn == 0)
                    Thread.Sleep(1);
            }
        }
    }
}
