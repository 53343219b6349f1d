using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class ElastiCacheFallbackTests
{
    [Fact]
    public async Task GetNodes_PlainMemcached_TheEndpointIsTheOnlyNodeAndIsLoggedOnce()
    {
        await using var harness = await StartAsync(e => e.Mode = ConfigurationEndpointMode.PlainMemcached);
        for (var i = 0; i < 3; i++)
            Assert.Equal(harness.Endpoint.Endpoint.ToString(), Assert.Single((await harness.AskAsync()).Nodes).Name);
        Assert.StartsWith($"Warning: ElastiCache: {harness.Endpoint.Endpoint} itself is used as the only node, because discovery fails: ", Assert.Single(harness.Log), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_DiscoverySucceedsLater_TheFallbackIsLeft()
    {
        await using var harness = await StartAsync(e => e.Mode = ConfigurationEndpointMode.PlainMemcached);
        var fallback = await harness.AskAsync();
        harness.Endpoint.Mode = ConfigurationEndpointMode.ElastiCache;
        Assert.Equal(3, (await harness.AskAsync(fallback)).Count);
        Assert.Equal(3, (await harness.AskAsync()).Count);
        Assert.Equal(2, harness.Log.Count);
        Assert.StartsWith("Information: ElastiCache: discovery at ", harness.Log[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_Unreachable_TheEndpointIsTheOnlyNode()
    {
        await using var harness = await StartAsync();
        await harness.Endpoint.StopAsync();
        Assert.Equal(1, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_UnreachableAfterDiscovery_Fails()
    {
        await using var harness = await StartAsync();
        var known = await harness.AskAsync();
        await harness.Endpoint.StopAsync();
        await Assert.ThrowsAsync<NodeSourceException>(() => harness.AskAsync(known));
        Assert.Empty(harness.Log);
    }

    [Fact]
    public async Task GetNodes_TornReplyOrOtherServer_Fails()
    {
        await using var harness = await StartAsync(e => e.CutAfter = 40);
        Assert.Equal(NodeSourceFailure.Transient, (await harness.FailAsync()).Kind);
        harness.Endpoint.CutAfter = null;
        harness.Endpoint.Mode = ConfigurationEndpointMode.Redis;
        Assert.Equal(NodeSourceFailure.Configuration, (await harness.FailAsync()).Kind);
    }

    private static Task<EndpointHarness> StartAsync(Action<FakeConfigurationEndpoint>? shape = null) =>
        EndpointHarness.StartAsync(shape, o => o.FallbackToEndpoint = true);
}
