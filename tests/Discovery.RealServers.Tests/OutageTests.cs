using System.Diagnostics;
using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>Consul goes, and comes back with nothing; the cache goes on.</summary>
public sealed class OutageTests
{
    private const int Operations = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    [Fact]
    public Task T62_ConsulStopped_OperationsGoOnAndNoneOfThemAsksTheSource() => Bounded(async () =>
    {
        await using var cluster = await StartClusterAsync();
        var attempts = new AttemptCounter();
        await using var cache = await cluster.ConnectAsync(more: services => services
            .AddHttpClient("Discovery.Consul").AddHttpMessageHandler(() => new AttemptCounter.Handler(attempts)));
        await cache.WaitForNodesAsync(cluster.Endpoints);
        var calm = await OperateAsync(cache.Client, attempts);

        await cluster.Agent.StopAsync();
        await Eventually.IsTrueAsync(() => cache.Directory.Current.LastFailure is not null, () => "The outage was not noticed.");
        var before = attempts.All;
        var start = TimeProvider.System.GetTimestamp();
        var outage = await OperateAsync(cache.Client, attempts);

        // the watcher asks at half-second steps at the most, twice when an answer looks wrong
        var elapsed = TimeProvider.System.GetElapsedTime(start);
        Assert.InRange(attempts.All - before, 0, 4 + (4 * elapsed.TotalSeconds));
        Assert.Equal(0, attempts.OnThePathOfAnOperation);
        Assert.True(outage < (5 * calm) + TimeSpan.FromMilliseconds(2), $"An operation took {outage} during the outage and {calm} before.");
        Assert.Equal(1, cache.Directory.Current.Generation);
    });

    [Fact]
    public Task T60_NewProcessWithOnlyTheFile_StartsAndFindsItsKeys() => Bounded(async () =>
    {
        using var folder = new TemporaryFolder();
        await using var cluster = await StartClusterAsync();
        await using (var cache = await cluster.ConnectAsync(options => options.File.Path = folder.File("nodes.json")))
        {
            await cache.WaitForNodesAsync(cluster.Endpoints);
            await new Workload(cache.Client, FileStartProbe.Keys).FillAsync();
            Assert.Null(cache.Directory.Current.FileFailure);
        }

        await cluster.Agent.StopAsync();
        var said = await ProbeAsync(cluster, folder.File("nodes.json"));
        Assert.True(said == $"File 3 nodes {FileStartProbe.Keys} hits", said);
    });

    [Fact]
    public Task T06_ConsulRestartedWithNothing_RingIsKeptUntilServicesAreBack() => Bounded(async () =>
    {
        await using var cluster = await StartClusterAsync();
        await using var cache = await cluster.ConnectAsync();
        await cache.WaitForNodesAsync(cluster.Endpoints);
        var load = new Workload(cache.Client, 1_000);
        await load.FillAsync();
        var known = cache.Directory.Current;

        await cluster.Agent.RestartAsync(wipe: true);
        await Eventually.IsTrueAsync(
            () => cache.Directory.Current.FailureKind == NodeSourceFailure.Suspect,
            () => $"The empty list was not refused: {cache.Directory.Current.LastFailure}");
        Assert.Equal(known.Generation, cache.Directory.Current.Generation);
        Assert.Equal(known.Set, cache.Directory.Current.Set);
        Assert.Equal(load.Count, await load.CountHitsAsync());

        await cluster.RegisterAsync("a", "b", "c");
        await Eventually.IsTrueAsync(
            () => cache.Directory.Current is { LastFailure: null, Origin: NodeListOrigin.Source } current && current.Set.Equals(known.Set),
            () => $"The list did not come back: {cache.Directory.Current.LastFailure}");
        Assert.Equal(load.Count, await load.CountHitsAsync());
    });

    private static async Task<ConsulCluster> StartClusterAsync()
    {
        var cluster = await ConsulCluster.StartAsync("a", "b", "c");
        await cluster.RegisterAsync("a", "b", "c");
        await cluster.WaitForPassingAsync("a", "b", "c");
        return cluster;
    }

    // gets and sets by turns, each of which must succeed; returns the median time of one
    private static async Task<TimeSpan> OperateAsync(ICacheClient client, AttemptCounter attempts)
    {
        using var path = attempts.EnterOperations();
        var times = new TimeSpan[Operations];
        for (var i = 0; i < Operations; i++)
        {
            var start = TimeProvider.System.GetTimestamp();
            var key = Workload.Key(i / 2);
            if (i % 2 == 0)
                Assert.True((await client.SetAsync(key, Workload.Value(i / 2), TimeSpan.FromHours(1))).IsDone);
            else
                Assert.Equal(Workload.Value(i / 2), (await client.GetAsync<string>(key)).Value);
            times[i] = TimeProvider.System.GetElapsedTime(start);
        }

        return times.Order().ElementAt(Operations / 2);
    }

    private static async Task<string> ProbeAsync(ConsulCluster cluster, string file)
    {
        using var probe = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(FileStartProbe).Assembly.Location, cluster.Agent.Address.ToString(), ConsulCluster.Service, file])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var error = probe.StandardError.ReadToEndAsync(limit.Token);
        var output = await probe.StandardOutput.ReadToEndAsync(limit.Token);
        await probe.WaitForExitAsync(limit.Token);
        return probe.ExitCode == 0 ? output.Trim() : await error;
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
