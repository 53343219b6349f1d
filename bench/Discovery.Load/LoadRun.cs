using Discovery.Load.Measure;
using Discovery.Load.Report;
using Discovery.Load.Servers;
using Discovery.Load.Targets;
using Discovery.Load.Targets.Pool;
using Discovery.Load.Targets.Raw;
using Discovery.Load.Work;

namespace Discovery.Load;

/// <summary>
/// One interleaved run: in each round every case, in each case every target, one after the other, so that whatever else the
/// machine does meets all of them alike.
/// </summary>
internal sealed class LoadRun(LoadOptions options) : IAsyncDisposable
{
    private const int WarmUpTurns = 3;
    private static readonly TimeSpan WarmUpSlot = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan TieringPause = TimeSpan.FromMilliseconds(400);

    private readonly ServerFleet _fleet = new(options.Cases.Max(load => load.Nodes));
    private readonly Datasets _data = new();
    private readonly Dictionary<(string Target, int Nodes), ITarget> _targets = [];

    public async Task<Results> RunAsync()
    {
        await OpenAsync();
        WarmUp();
        var results = new Results();
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var load in options.Cases)
            {
                Console.Error.Write($"\rround {round} of {options.Rounds}: {load.Name,-50}");
                foreach (var name in options.Targets)
                    results.Add(load, name, SlotRunner.Run(_targets[(name, load.Nodes)], load, _data, options.Length));
            }
        }

        Console.Error.WriteLine();
        return results;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var target in _targets.Values)
            await target.DisposeAsync();
        _fleet.Dispose();
    }

    private async Task OpenAsync()
    {
        foreach (var nodes in options.Cases.Select(load => load.Nodes).Distinct())
        {
            var settings = new TargetOptions([.. _fleet.Servers.Take(nodes).Select(server => server.Endpoint)], options.Dialect);
            var sizes = options.Cases.Where(load => load.Nodes == nodes).SelectMany(load => load.StoredSizes).Distinct().ToArray();
            foreach (var name in options.Targets)
            {
                var target = _targets[(name, nodes)] = await OpenAsync(name, settings);
                foreach (var size in sizes)
                    await StoreAsync(target, _data.Of(size));
            }
        }
    }

    private static async Task<ITarget> OpenAsync(string name, TargetOptions settings) => name switch
    {
        "discovery" => await DiscoveryTarget.OpenAsync(settings),
        "pool" => new PoolTarget(settings),
        _ => await RawTarget.OpenAsync(settings),
    };

    private static async Task StoreAsync(ITarget target, Dataset data)
    {
        for (var i = 0; i < data.Keys.Length; i++)
            await target.StoreAsync(data.Keys[i], data.Values[i]);
    }

    // code is compiled anew when it has run often, in the background and some time later
    private void WarmUp()
    {
        var cases = options.Cases.DistinctBy(load => (load.Kind, load.Nodes, load.LargeReaders)).ToArray();
        for (var turn = 1; turn <= WarmUpTurns; turn++)
        {
            Console.Error.Write($"\rwarm-up {turn} of {WarmUpTurns}");
            foreach (var load in cases)
            {
                foreach (var name in options.Targets)
                    _ = SlotRunner.Run(_targets[(name, load.Nodes)], load, _data, WarmUpSlot);
            }

            Thread.Sleep(TieringPause);
        }
    }
}
