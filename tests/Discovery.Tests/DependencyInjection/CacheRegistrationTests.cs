using Discovery.Cache;
using Discovery.Cache.Client;
using Discovery.Testing;
using Discovery.Tests.Memcached;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Discovery.Tests.DependencyInjection;

public sealed class CacheRegistrationTests
{
    [Fact]
    public async Task AddDiscoveryCache_NamedAndUnnamed_AreApart()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(2);
        var services = new ServiceCollection();
        services.AddDiscoveryCache().UseSource("one", (_, _) => new ValueTask<NodeSet>(new NodeSet([cluster.Nodes[0]])));
        services.AddDiscoveryCache("sessions", options => options.KeyPrefix = "s:").UseSource("one", (_, _) => new ValueTask<NodeSet>(new NodeSet([cluster.Nodes[1]])));
        await using var provider = services.BuildServiceProvider();
        var unnamed = provider.GetRequiredService<ICacheClient>();
        var named = provider.GetRequiredKeyedService<ICacheClient>("sessions");
        Assert.Same(unnamed, provider.GetRequiredKeyedService<ICacheClient>(""));
        Assert.NotSame(unnamed, named);
        Assert.NotSame(provider.GetRequiredService<NodeDirectory>(), provider.GetRequiredKeyedService<NodeDirectory>("sessions"));
        Assert.True((await unnamed.SetAsync("k", 1)).IsDone);
        Assert.True((await named.SetAsync("k", 2)).IsDone);
        Assert.True(cluster[0].Contains("k"));
        Assert.True(cluster[1].Contains("s:k"));
        Assert.Null(provider.GetKeyedService<ICacheClient>("other"));
    }

    [Fact]
    public async Task AddDiscoveryCache_OnlyNamed_HasNoUnnamed()
    {
        var services = new ServiceCollection();
        services.AddDiscoveryCache("sessions").UseSource("one", Never);
        await using var provider = services.BuildServiceProvider();
        Assert.Null(provider.GetService<ICacheClient>());
        Assert.NotNull(provider.GetRequiredKeyedService<ICacheClient>("sessions"));
    }

    [Fact]
    public void UseSource_TwoOfOneName_SaysSo()
    {
        var builder = new ServiceCollection().AddDiscoveryCache().UseSource("one", Never);
        var exception = Assert.Throws<InvalidOperationException>(() => builder.UseSource("ONE", Never));
        Assert.Contains("'ONE'", exception.Message, StringComparison.Ordinal);
        builder.Services.AddDiscoveryCache("other").UseSource("one", Never);
    }

    [Fact]
    public async Task Dispose_SyncAndAsync_CloseTheConnections()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(1);
        foreach (var sync in new[] { true, false })
        {
            var services = new ServiceCollection();
            services.AddDiscoveryCache().UseSource("one", (_, _) => new ValueTask<NodeSet>(cluster.Set));
            var provider = services.BuildServiceProvider();
            var client = provider.GetRequiredService<ICacheClient>();
            Assert.True((await client.SetAsync("k", 1)).IsDone);
            var instance = provider.GetRequiredKeyedService<CacheInstance>("");
            if (sync)
#pragma warning disable MA0042, CA1849 // the synchronous end of a container is what is tested
                provider.Dispose();
#pragma warning restore MA0042, CA1849
            else
                await provider.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
            await instance.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
            await LaneRig.UntilAsync(() => cluster[0].OpenConnections == 0);
            Assert.Equal(CacheFailureReason.Disposed, (await client.GetAsync<int>("k")).Failure!.Reason);
        }
    }

    [Fact]
    public async Task Host_Start_ValidatesAndConnects()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(1);
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddDiscoveryCache().UseSource("one", (_, _) => new ValueTask<NodeSet>(cluster.Set));
        using (var host = builder.Build())
        {
            await host.StartAsync().WaitAsync(LaneRig.Bound);
            await LaneRig.UntilAsync(() => cluster[0].OpenConnections > 0);
            await host.StopAsync().WaitAsync(LaneRig.Bound);
        }

        await LaneRig.UntilAsync(() => cluster[0].OpenConnections == 0);
    }

    [Fact]
    public async Task Sources_InTheOrderOfTheOption_FirstAnswers()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(2);
        var services = new ServiceCollection();
        services.AddDiscoveryCache(options => options.Sources = ["two", "ONE"])
            .UseSource("one", (_, _) => new ValueTask<NodeSet>(new NodeSet([cluster.Nodes[0]])))
            .UseSource("two", (_, _) => new ValueTask<NodeSet>(new NodeSet([cluster.Nodes[1]])));
        await using var provider = services.BuildServiceProvider();
        Assert.Equal(cluster.Nodes[1], (await provider.GetRequiredService<ICacheClient>().ExplainAsync("k"))!.Node);
    }

    [Fact]
    public async Task Reload_ExpirationAndTimeout_AreFollowedAndBadOnesAreNot()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection([new("Cache:DefaultExpiration", "00:01:00")]).Build();
        var services = new ServiceCollection();
        services.AddDiscoveryCache(configuration.GetSection("Cache")).UseSource("one", Never);
        await using var provider = services.BuildServiceProvider();
        var monitor = provider.GetRequiredService<Microsoft.Extensions.Options.IOptionsMonitor<CacheOptions>>();
        using var live = new LiveOptions("", monitor);
        Assert.Equal(TimeSpan.FromMinutes(1), live.Settings.DefaultExpiration);

        configuration["Cache:DefaultExpiration"] = "00:02:00";
        configuration["Cache:OperationTimeout"] = "00:00:03";
        configuration.Reload();
        Assert.Equal((TimeSpan.FromMinutes(2), TimeSpan.FromSeconds(3)), (live.Settings.DefaultExpiration, live.Settings.OperationTimeout));
        Assert.Equal(TimeSpan.FromSeconds(3), live.Options.OperationTimeout);

        configuration["Cache:OperationTimeout"] = "00:00:00";
        Assert.ThrowsAny<Exception>(configuration.Reload);
        Assert.Equal(TimeSpan.FromSeconds(3), live.Settings.OperationTimeout);

        configuration["Cache:OperationTimeout"] = "00:00:04";
        configuration.Reload();
        Assert.Equal(TimeSpan.FromSeconds(4), live.Settings.OperationTimeout);
    }

    private static ValueTask<NodeSet> Never(NodeSet? known, CancellationToken cancellationToken) =>
        ValueTask.FromException<NodeSet>(new NodeSourceException("nothing yet"));
}
