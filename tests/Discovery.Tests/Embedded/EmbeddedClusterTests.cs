using Discovery.Testing;

namespace Discovery.Tests.Embedded;

public sealed class EmbeddedClusterTests
{
    [Fact]
    public async Task StartAsync_Three_ServesThreeNodes()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(3);
        Assert.Equal(3, cluster.Servers.Count);
        Assert.Equal(cluster.Servers.Select(server => server.Node), cluster.Nodes);
        Assert.Equal(3, cluster.Set.Count);
        foreach (var server in cluster.Servers)
        {
            using var client = await TestClient.ConnectAsync(server);
            await client.ExpectAsync("mn", "MN");
        }
    }

    [Fact]
    public async Task AddAndRemove_Servers_ChangeTheSetAndItsVersion()
    {
        await using var cluster = await EmbeddedCluster.StartAsync(1);
        var first = cluster[0];
        var before = cluster.Set;
        var added = await cluster.AddAsync();
        Assert.Same(added, cluster[1]);
        Assert.True(cluster.Set.Version > before.Version);
        var gone = await cluster.RemoveAsync(0);
        Assert.Equal(first.Node, gone);
        Assert.False(first.IsListening);
        Assert.Equal([added.Node], cluster.Nodes);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => cluster.RemoveAsync(1));
    }

    [Fact]
    public async Task DisposeAsync_Running_StopsEveryServer()
    {
        var cluster = await EmbeddedCluster.StartAsync(2);
        var servers = cluster.Servers;
        await cluster.DisposeAsync();
        Assert.All(servers, server => Assert.False(server.IsListening));
    }

    [Fact]
    public async Task StartAsync_BadArguments_NameTheReason()
    {
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => EmbeddedCluster.StartAsync(-1));
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedCluster.StartAsync(2, new EmbeddedMemcachedOptions { Port = 11211 }));
        Assert.Contains("EmbeddedMemcachedOptions.Port", exception.Message, StringComparison.Ordinal);
    }
}
