using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using Discovery.Cache.Topology;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Xunit.Abstractions;

namespace Discovery.RealServers.Tests.Chaos;

/// <summary>Everything goes wrong at random, again and again. <c>DISCOVERY_CHAOS_SEED</c> repeats a run, <c>DISCOVERY_CHAOS_SECONDS</c> lengthens it.</summary>
[Trait("Category", "Chaos")]
public sealed class ChaosTests(ITestOutputHelper output)
{
    private const int Callers = 32;
    private const int SlackHandles = 20; // what the runtime opens for itself, and connections of HTTP that it keeps for a while
    private const long SlackBytes = 20_000_000;
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(75); // start and end; with the time of a run in CI two minutes at the most
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(2);

    [Fact]
    public async Task Everything_GoesWrongAtRandom_NoReaderSeesAnErrorOrAWrongValueAndAllHeals()
    {
        var seed = Number("DISCOVERY_CHAOS_SEED", Environment.TickCount);
        var time = TimeSpan.FromSeconds(Number("DISCOVERY_CHAOS_SECONDS", 40));
        output.WriteLine($"DISCOVERY_CHAOS_SEED={seed}");
        await using var world = await ChaosWorld.StartAsync();
        var run = new ChaosRun(world, seed);
        try
        {
            await RunAsync(world, run, time, seed).WaitAsync(time + Rest);
        }
        catch (Exception exception)
        {
            throw new InvalidOperationException($"DISCOVERY_CHAOS_SEED={seed}: {exception.Message}\n{string.Join('\n', run.Journal)}", exception);
        }
    }

    private async Task RunAsync(ChaosWorld world, ChaosRun run, TimeSpan time, int seed)
    {
        var unobserved = new ConcurrentQueue<string>();
        void Keep(object? sender, UnobservedTaskExceptionEventArgs args) => unobserved.Enqueue(args.Exception.ToString());
        TaskScheduler.UnobservedTaskException += Keep;
        try
        {
            await using var cache = await StartCacheAsync(world);
            var before = await CalmAsync(world, cache, seed);

            await using var callers = new ChaosCallers(cache.Client, Callers, seed);
            await run.RunAsync(time);
            await world.HealAsync();
            await world.Cluster.Agent.Api.WatchUntilPassingAsync(ConsulCluster.Service, [.. ChaosWorld.Ids]);
            var healed = TimeProvider.System.GetTimestamp();
            var late = TimeProvider.System.GetElapsedTime(healed, await cache.WaitForNodesAsync(world.Cluster.Endpoints));
            await callers.StopAsync();
            output.WriteLine($"{run.Journal.Count} troubles, {cache.Directory.Current.Generation} lists; {callers}; the last list came after {late.TotalSeconds:0.00} s");

            Assert.Empty(callers.Faults);
            Assert.InRange(callers.Hits, 1_000, long.MaxValue);
            Assert.InRange(late, TimeSpan.Zero, Soon);
            await HealedAsync(world, cache, callers);
            await NothingIsLeftAsync(world, before);
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Keep;
        }

        _ = Measure();
        Assert.Empty(unobserved);
    }

    private static Task<RunningCache> StartCacheAsync(ChaosWorld world) => world.Cluster.ConnectAsync(
        options =>
        {
            options.OperationTimeout = TimeSpan.FromMilliseconds(500);
            (options.File.Path, options.File.Ttl, options.Memory.Ttl) = (world.NodeFile, TimeSpan.FromMinutes(3), TimeSpan.FromSeconds(1));
            (options.Watch.MinBackoff, options.Watch.MaxBackoff) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(500));
            (options.Guard.RemovalGrace, options.Watch.MotionPoll) = (TimeSpan.FromMilliseconds(500), TimeSpan.FromMilliseconds(200));
        },
        options => (options.Token, options.Wait, options.Timeout) = (ChaosWorld.CacheToken, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)));

    /// <summary>What the process holds once everything has been used.</summary>
    private static async Task<(int Handles, long Bytes)> CalmAsync(ChaosWorld world, RunningCache cache, int seed)
    {
        await cache.WaitForNodesAsync(world.Cluster.Endpoints);
        await using var callers = new ChaosCallers(cache.Client, Callers, seed);
        await Eventually.IsTrueAsync(() => callers.Hits > 1_000, () => $"{cache.Directory.Current.LastFailure}; {callers}");
        await callers.StopAsync(); // they remove keys too
        await EveryKeyWorksAsync(cache, callers);
        return Measure();
    }

    private static async Task HealedAsync(ChaosWorld world, RunningCache cache, ChaosCallers callers)
    {
        await EveryKeyWorksAsync(cache, callers);
        await Eventually.IsTrueAsync(
            async () => (await cache.HealthAsync()).Status == HealthStatus.Healthy,
            () => $"It is not healthy: {cache.Directory.Current.LastFailure ?? cache.Directory.Current.FileFailure}");
        var file = new NodeListFile(world.NodeFile, TimeProvider.System);
        await Eventually.IsTrueAsync(() => cache.Directory.Current.Set.Equals(file.Read(out _)?.Set), () => "The file has not the list.");
        Assert.Equal(world.Cluster.Endpoints.Order(StringComparer.Ordinal), cache.Directory.Current.Set.Nodes.Select(node => node.Name));
    }

    private static Task EveryKeyWorksAsync(RunningCache cache, ChaosCallers callers) =>
        Eventually.IsTrueAsync(callers.EveryKeyWorksAsync, () => $"Not every key works: {cache.Directory.Current.LastFailure}; {callers}");

    private static async Task NothingIsLeftAsync(ChaosWorld world, (int Handles, long Bytes) before)
    {
        foreach (var id in ChaosWorld.Ids)
        {
            var peers = Array.Empty<string>();
            await Eventually.IsTrueAsync(
                async () => (peers = await world.Cluster[id].PeersAsync()).Length == RunningCache.LanesPerNode,
                () => $"Node {id} has connections from {string.Join(", ", peers)}.");
        }

        var after = Measure();
        await Eventually.IsTrueAsync(() => (after = Measure()).Handles <= before.Handles + SlackHandles, () => $"{before.Handles} handles became {after.Handles}.");
        await Eventually.IsTrueAsync(() => (after = Measure()).Bytes <= before.Bytes + SlackBytes, () => $"{before.Bytes} bytes became {after.Bytes}.");
    }

    private static (int Handles, long Bytes) Measure()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        using var process = Process.GetCurrentProcess();
        return (process.HandleCount, GC.GetTotalMemory(forceFullCollection: true));
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
