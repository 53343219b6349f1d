using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;

namespace Discovery.RealServers.Tests;

/// <summary>A real agent that denies what it was not told to allow: it hides instances from a token without <c>node:read</c>, and says so nowhere.</summary>
public sealed class AclTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private static readonly ConsulSetup Guarded = new() { ManagementToken = "5ca1ab1e-0000-4000-8000-000000000001" };

    [Fact]
    public Task T11_TokenLosesNodeRead_RingIsKeptUntilItHasItAgain() => Bounded(async () =>
    {
        await using var cluster = await StartClusterAsync();
        var policy = await ConsulPolicy.CreateAsync(cluster.Agent.Api, ConsulPolicy.ServicesAndNodes);
        await using var cache = StartCache(cluster, new ReloadableToken(policy.Token));
        await cache.WaitForNodesAsync(cluster.Endpoints);
        var load = new Workload(cache.Client, 1_000);
        await load.FillAsync();
        var known = cache.Directory.Current;

        await policy.ChangeAsync(ConsulPolicy.ServicesOnly);
        await Eventually.IsTrueAsync(() => cache.Directory.Current.FailureKind == NodeSourceFailure.Suspect, () => $"Nothing was noticed: {cache.Directory.Current.LastFailure}");
        Assert.Contains("node:read", cache.Directory.Current.LastFailure, StringComparison.Ordinal);
        Assert.Equal((known.Generation, known.Set), (cache.Directory.Current.Generation, cache.Directory.Current.Set));
        Assert.Equal(load.Count, await load.CountHitsAsync());

        await policy.ChangeAsync(ConsulPolicy.ServicesAndNodes);
        await HealedAsync(cache);
        Assert.Equal(known.Generation, cache.Directory.Current.Generation);
        Assert.Equal(load.Count, await load.CountHitsAsync());
    });

    [Fact]
    public Task T11_StartWithoutNodeRead_HealthSaysWhatIsMissingAndAReloadedTokenHeals() => Bounded(async () =>
    {
        await using var cluster = await StartClusterAsync();
        var poor = await ConsulPolicy.CreateAsync(cluster.Agent.Api, ConsulPolicy.ServicesOnly);
        var rich = await ConsulPolicy.CreateAsync(cluster.Agent.Api, ConsulPolicy.ServicesAndNodes);
        var token = new ReloadableToken(poor.Token);
        await using var cache = StartCache(cluster, token);
        await Eventually.IsTrueAsync(() => cache.Directory.Current.LastFailure is not null, () => "The empty list was not refused.");

        Assert.True((await cache.Client.GetAsync<string>("key")).IsUnavailable);
        var report = Assert.Single((await cache.HealthAsync()).Entries).Value;
        Assert.Equal(HealthStatus.Unhealthy, report.Status);
        Assert.Contains("node:read", report.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(poor.Token, report.Description, StringComparison.Ordinal);

        token.Replace(rich.Token);
        await cache.WaitForNodesAsync(cluster.Endpoints);
        await HealedAsync(cache);
        Assert.True((await cache.Client.SetAsync("key", "value")).IsDone);
        Assert.Equal(HealthStatus.Healthy, (await cache.HealthAsync()).Status);
    });

    [Fact]
    public Task T12_TokenUnknownToConsul_RingIsKeptAndAReloadedTokenHeals() => Bounded(async () =>
    {
        await using var cluster = await StartClusterAsync();
        var policy = await ConsulPolicy.CreateAsync(cluster.Agent.Api, ConsulPolicy.ServicesAndNodes);
        var token = new ReloadableToken(policy.Token);
        await using var cache = StartCache(cluster, token);
        await cache.WaitForNodesAsync(cluster.Endpoints);
        var known = cache.Directory.Current;

        token.Replace(Guid.NewGuid().ToString());
        await Eventually.IsTrueAsync(() => cache.Directory.Current.FailureKind == NodeSourceFailure.Configuration, () => $"Nothing was noticed: {cache.Directory.Current.LastFailure}");
        Assert.Contains("'ACL not found'", cache.Directory.Current.LastFailure, StringComparison.Ordinal);
        Assert.Equal((known.Generation, known.Set), (cache.Directory.Current.Generation, cache.Directory.Current.Set));
        Assert.True((await cache.Client.SetAsync("key", "value")).IsDone);

        token.Replace(policy.Token);
        await HealedAsync(cache);
    });

    private static async Task<ConsulCluster> StartClusterAsync()
    {
        var cluster = await ConsulCluster.StartAsync(Guarded, "a", "b", "c");
        await cluster.RegisterUncheckedAsync("a", "b", "c");
        await cluster.WaitForPassingAsync("a", "b", "c");
        return cluster;
    }

    // a change of rights wakes no held question; it shows in the first answer after it
    private static RunningCache StartCache(ConsulCluster cluster, ReloadableToken token) => RunningCache.Start(
        builder => builder.UseConsul(options =>
            (options.Address, options.Service, options.Token, options.Wait) = (cluster.Agent.Address, ConsulCluster.Service, token.Value, TimeSpan.FromSeconds(1))),
        options => (options.OperationTimeout, options.Watch.MaxBackoff) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)),
        services => services.AddSingleton<IOptionsChangeTokenSource<ConsulOptions>>(token));

    private static Task HealedAsync(RunningCache cache) => Eventually.IsTrueAsync(
        () => cache.Directory.Current is { LastFailure: null, Origin: NodeListOrigin.Source },
        () => $"It did not heal: {cache.Directory.Current.LastFailure}");

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
