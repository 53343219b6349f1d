using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.Embedded;

public sealed class EmbeddedMemcachedTests
{
    [Fact]
    public async Task StartAsync_Defaults_ListensOnLoopbackAndNamesItsNode()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        Assert.True(server.IsListening);
        Assert.Equal("127.0.0.1", server.Endpoint.Host);
        Assert.Equal(server.Endpoint.ToString(), server.Node.Name);
        Assert.Equal(server.Endpoint.Port, server.Node.Port);
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("version|mn", "VERSION 1.6.18|MN");
    }

    [Fact]
    public async Task StartAsync_Options_AreHonoured()
    {
        var options = new EmbeddedMemcachedOptions { Dialect = EmbeddedMemcachedDialect.ClassicOnly, NodeName = "n1", MaxItemBytes = 1024 };
        await using var server = await EmbeddedMemcached.StartAsync(options);
        Assert.Equal("n1", server.Node.Name);
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("version|mn|set a 0 0 1024|#1024", "VERSION 1.5.16|ERROR|SERVER_ERROR object too large for cache");
    }

    [Theory]
    [InlineData(-1, 1024, "1.6.18", "Port: -1")]
    [InlineData(70000, 1024, "1.6.18", "Port: 70000")]
    [InlineData(0, 10, "1.6.18", "MaxItemBytes: 10")]
    [InlineData(0, 1024, "", "Version: is empty")]
    [InlineData(0, 1024, "1.6.9", "Version: memcached 1.6.9")]
    public async Task StartAsync_BadOption_NamesIt(int port, int maxItemBytes, string version, string message)
    {
        var options = new EmbeddedMemcachedOptions { Port = port, MaxItemBytes = maxItemBytes, Version = version };
        var exception = await Assert.ThrowsAsync<ArgumentException>(() => EmbeddedMemcached.StartAsync(options));
        Assert.Contains(message, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task StartAsync_PortTaken_NamesThePort()
    {
        await using var first = await EmbeddedMemcached.StartAsync();
        var options = new EmbeddedMemcachedOptions { Port = first.Endpoint.Port };
        var exception = await Assert.ThrowsAsync<InvalidOperationException>(() => EmbeddedMemcached.StartAsync(options));
        Assert.Contains($"port {first.Endpoint.Port}", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pipeline_ManyCommands_AreAnsweredInOrder()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        const int Count = 20_000;
        var script = string.Join('|', Enumerable.Range(0, Count).Select(i => $"ms k{i % 100} {$"{i}".Length}|{i}|mg k{i % 100} v O{i}"));
        var replies = string.Join('|', Enumerable.Range(0, Count).Select(i => $"HD|VA {$"{i}".Length} O{i}|{i}"));
        var sending = client.SendAsync(script);
        Assert.Equal(replies, await client.ReadAsync(replies));
        await sending;
        Assert.Equal(Count, server.CommandCount("mg"));
        Assert.Equal(Count, server.Commands["ms"]);
    }

    [Fact]
    public async Task LargeValue_BothWays_IsWhole()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("set a 0 0 1000000|#1000000|get a", ScriptText.Expand("STORED|VALUE a 0 1000000|#1000000|END").Replace("\r\n", "|", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Inspection_AfterCommands_ShowsItemsWithoutTouchingThem()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("ms a 1|x|md a I|mg é N30|foo", "HD|HD|HD W|ERROR");
        Assert.Equal(2, server.ItemCount);
        Assert.Equal("x"u8.ToArray(), server.Get("a"));
        Assert.Empty(server.Get("é")!);
        Assert.True(server.Contains("a"));
        Assert.False(server.Contains("b"));
        Assert.Null(server.Get("b"));
        Assert.Equal(1, server.CommandCount("unknown"));
        Assert.Equal(0, server.CommandCount("nonsense"));
        await client.ExpectAsync("mg a", "HD X W");
        server.FlushAll();
        Assert.Equal(0, server.ItemCount);
    }

    [Fact]
    public async Task Connections_OpenAndClose_AreCounted()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using (var first = await TestClient.ConnectAsync(server))
        using (var second = await TestClient.ConnectAsync(server))
        {
            await first.ExpectAsync("mn", "MN");
            await second.ExpectAsync("mn", "MN");
            Assert.Equal(2, server.AcceptedConnections);
            Assert.Equal(2, server.OpenConnections);
            await second.SendAsync("quit");
            Assert.Equal("", await second.ReadToEndAsync());
        }

        await server.StopAsync();
        Assert.Equal(0, server.OpenConnections);
        Assert.Equal(2, server.AcceptedConnections);
    }

    [Fact]
    public async Task RecordTraffic_On_KeepsTheBytes()
    {
        await using var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { RecordTraffic = true });
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("mn|mg a", "MN|EN");
        Assert.Equal("mn\r\nmg a\r\n", Encoding.ASCII.GetString(server.GetTraffic()));
        server.ClearTraffic();
        server.RecordTraffic = false;
        await client.ExpectAsync("mn", "MN");
        Assert.Empty(server.GetTraffic());
    }

    [Fact]
    public async Task Clock_Advances_ItemsExpire()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { TimeProvider = clock });
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("ms a 1 T10|x|mg a", "HD|HD");
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, server.ItemCount);
        await client.ExpectAsync("mg a", "EN");
    }

    [Fact]
    public async Task Lease_HundredConnections_HaveOneWinner()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        var clients = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => TestClient.ConnectAsync(server)));
        var replies = await Task.WhenAll(clients.Select(async client =>
        {
            await client.SendAsync("mg stamp s N30");
            return await client.ReadAsync("HD s0 W");
        }));
        Assert.Single(replies, reply => reply == "HD s0 W");
        Assert.Equal(99, replies.Count(reply => reply == "HD s0 Z"));
        foreach (var client in clients)
            client.Dispose();
    }
}
