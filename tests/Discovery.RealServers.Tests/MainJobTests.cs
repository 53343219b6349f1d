using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

/// <summary>Nodes from a real agent, values on real servers, and the ring that follows.</summary>
public sealed class MainJobTests
{
    private const int Keys = 10_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan LongestLag = TimeSpan.FromSeconds(1);

    [Fact]
    public Task Membership_DeregisteredAddedKilledAndRestarted_IsFollowedWithinASecondAndOnlyItsShareMoves() => Bounded(async () =>
    {
        await using var job = await MainJob.StartAsync(Keys, "a", "b", "c");
        await using var reader = job.Load.StartReader();
        var sockets = await job.SettledSocketsAsync("a", "b");
        var lags = new List<TimeSpan>();

        var three = await job.RecordAsync();
        lags.Add(await job.ChangeAsync(() => job.Cluster.Agent.Api.DeregisterAsync("c"), "a", "b"));
        var two = await job.RecordAsync();
        MovedAre(three, two, from: "c", 1.0 / 3);

        lags.Add(await job.ChangeAsync(() => job.Cluster.RegisterAsync("c"), "a", "b", "c"));
        Assert.Equal(three, await job.RecordAsync());

        await job.Cluster.AddServerAsync("d");
        lags.Add(await job.ChangeAsync(() => job.Cluster.RegisterAsync("d"), "a", "b", "c", "d"));
        var four = await job.RecordAsync();
        MovedAre(four, three, from: "d", 1.0 / 4);

        lags.Add(await job.ChangeAsync(job.Cluster["c"].KillAsync, "a", "b", "d"));
        MovedAre(four, await job.RecordAsync(), from: "c", 1.0 / 4);

        lags.Add(await job.ChangeAsync(job.Cluster["c"].RestartAsync, "a", "b", "c", "d"));
        Assert.Equal(four, await job.RecordAsync());
        await job.Load.FillAsync();
        Assert.Equal(Keys, await job.Load.CountHitsAsync());

        Assert.All(lags, lag => Assert.True(lag < LongestLag, $"Changes were known after [{string.Join(", ", lags)}]."));
        var troubles = await reader.StopAsync();
        Assert.DoesNotContain(troubles, trouble => job.WasAlwaysOn(trouble.Key, "a", "b"));
        Assert.True(reader.Reads > Keys, $"Only {reader.Reads} reads were made.");
        await job.SocketsAreStillAsync(sockets);
    });

    [Fact]
    public Task Membership_ChangedWithoutChecks_OpensNoConnectionToSurvivors() => Bounded(async () =>
    {
        await using var cluster = await ConsulCluster.StartAsync("a", "b", "c");
        await cluster.RegisterUncheckedAsync("a", "b", "c");
        await cluster.WaitForPassingAsync("a", "b", "c");
        await using var cache = await cluster.ConnectAsync();
        var (a, b, c) = (cluster["a"], cluster["b"], cluster["c"]);
        var load = new Workload(cache.Client, 1_000);
        for (var round = 0; round < 3; round++)
        {
            await cluster.RegisterUncheckedAsync("c");
            await cache.WaitForNodesAsync(a.Endpoint, b.Endpoint, c.Endpoint);
            await load.FillAsync();
            await cluster.Agent.Api.DeregisterAsync("c");
            await cache.WaitForNodesAsync(a.Endpoint, b.Endpoint);
            await load.FillAsync();
        }

        // nobody but the cache connects to these servers, so the count is exact
        Assert.Equal(RunningCache.LanesPerNode, await a.AcceptedConnectionsAsync());
        Assert.Equal(RunningCache.LanesPerNode, await b.AcceptedConnectionsAsync());
        Assert.Equal(RunningCache.LanesPerNode, cache.Opened.To(a.Endpoint));
        Assert.Equal(RunningCache.LanesPerNode, cache.Opened.To(b.Endpoint));
        await Eventually.IsTrueAsync(async () => await c.OpenConnectionsAsync() == 0, () => "The removed node still has connections.");
    });

    // every key that moved was on the one node, and that node had its fair share and 5 % of all keys at the most
    private static void MovedAre(string[] before, string[] after, string from, double share)
    {
        var moved = Enumerable.Range(0, Keys).Where(i => before[i] != after[i]).ToArray();
        Assert.All(moved, i => Assert.Equal(from, before[i]));
        Assert.DoesNotContain(from, after);
        Assert.InRange(moved.Length, 1, (share + 0.05) * Keys);
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
