using System.Net.Sockets;
using Discovery.Testing;

namespace Discovery.Tests.Embedded;

public sealed class EmbeddedMemcachedFaultTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Pause_ThenResume_AnswersWhatHasArrived()
    {
        await using var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { RecordTraffic = true });
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("mn", "MN");
        server.Pause();
        await client.SendAsync("ms a 1|x|mg a v");
        using var late = await TestClient.ConnectAsync(server);
        await late.SendAsync("mn");
        var reading = client.ReadAsync("HD|VA 1|x");
        await UntilAsync(() => server.GetTraffic().Length > 4);
        Assert.False(reading.IsCompleted);
        Assert.Equal(0, server.ItemCount);
        server.Resume();
        Assert.Equal("HD|VA 1|x", await reading);
        Assert.Equal("MN", await late.ReadAsync("MN"));
    }

    [Fact]
    public async Task Pause_ThenDispose_DoesNotHang()
    {
        var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        server.Pause();
        await client.SendAsync("mn");
        await server.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.Equal(0, server.OpenConnections);
    }

    [Fact]
    public async Task ReplyDelay_Set_HoldsRepliesBackByTheClock()
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { TimeProvider = clock });
        using var client = await TestClient.ConnectAsync(server);
        server.ReplyDelay = TimeSpan.FromSeconds(2);
        await client.SendAsync("mn");
        var reading = client.ReadAsync("MN");
        await UntilAsync(() => clock.ArmedTimers == 1);
        clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(1, clock.ArmedTimers);
        Assert.False(reading.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal("MN", await reading);
    }

    [Fact]
    public async Task DropConnections_Open_AreResetAndNewOnesServed()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("ms a 1|x", "HD");
        server.DropConnections();
        var exception = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(new byte[10]));
        Assert.Equal(SocketError.ConnectionReset, exception.SocketErrorCode);
        using var again = await TestClient.ConnectAsync(server);
        await again.ExpectAsync("mg a v", "VA 1|x");
        Assert.Equal(2, server.AcceptedConnections);
    }

    [Theory]
    [InlineData(false, "EN")]
    [InlineData(true, "HD")]
    public async Task Restart_AfterStop_ComesBackOnTheSamePort(bool keepData, string reply)
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        var endpoint = server.Endpoint;
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("ms a 1|x", "HD");
        await server.StopAsync().WaitAsync(Bound);
        Assert.False(server.IsListening);
        Assert.Equal("", await client.ReadToEndAsync());
        await AssertRefusedAsync(server);
        await server.RestartAsync(keepData).WaitAsync(Bound);
        Assert.Equal(endpoint, server.Endpoint);
        using var again = await TestClient.ConnectAsync(server);
        await again.ExpectAsync("mg a", reply);
    }

    [Fact]
    public async Task Restart_ManyTimesUnderConnections_AlwaysListens()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        for (var i = 0; i < 50; i++)
        {
            using var client = await TestClient.ConnectAsync(server);
            await client.ExpectAsync("mn", "MN");
            await server.RestartAsync().WaitAsync(Bound);
        }

        Assert.Equal(50, server.AcceptedConnections);
        Assert.Equal(0, server.OpenConnections);
    }

    [Fact]
    public async Task RefuseConnections_On_LetsOpenOnesGoOn()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("mn", "MN");
        server.RefuseConnections = true;
        await AssertRefusedAsync(server);
        await client.ExpectAsync("mn", "MN");
        server.RefuseConnections = false;
        using var again = await TestClient.ConnectAsync(server);
        await again.ExpectAsync("mn", "MN");
    }

    [Theory]
    [InlineData(0, "")]
    [InlineData(3, "VA ")]
    [InlineData(11, "VA 5\r\nhello")]
    [InlineData(1000, "VA 5\r\nhello\r\n")]
    public async Task TearNextReply_InABatch_SendsThatMuchAndCloses(int afterBytes, string received)
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        await client.ExpectAsync("ms a 5|hello|mn", "HD|MN");
        server.TearNextReply(afterBytes);
        // a quiet miss has no reply that could be torn
        await client.SendAsync("mg b q|mg a v|mn");
        Assert.Equal(received, await client.ReadToEndAsync());
        using var again = await TestClient.ConnectAsync(server);
        await again.ExpectAsync("mg a v", "VA 5|hello");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public async Task FragmentReplies_On_SendsEverythingInPieces(int bytes)
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        server.FragmentReplies = bytes;
        await client.ExpectAsync("ms a 5|hello|mg a v f t c|get a b|mn", "HD|VA 5 f0 t-1 c1|hello|VALUE a 0 5|hello|END|MN");
    }

    [Fact]
    public async Task ReplyOnce_Prefix_ReplacesOneReplyAndSkipsTheCommand()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        using var client = await TestClient.ConnectAsync(server);
        server.ReplyOnce("set a", "SERVER_ERROR out of memory storing object\r\n"u8);
        server.ReplyOnce(line => line.EndsWith(" v", StringComparison.Ordinal), "VA 1 kother\r\nz\r\n"u8);
        await client.ExpectAsync("set b 0 0 1|x|set a 0 0 1|x|get a|set a 0 0 1|x|mg a k v|mg a k v", "STORED|SERVER_ERROR out of memory storing object|END|STORED|VA 1 kother|z|VA 1 ka|x");
    }

    [Fact]
    public async Task ReplyOnce_TooLargeBlock_KeepsTheFraming()
    {
        await using var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions { MaxItemBytes = 1024 });
        using var client = await TestClient.ConnectAsync(server);
        server.ReplyOnce("", "STORED\r\n"u8);
        await client.ExpectAsync("set a 0 0 5000|#5000|mn", "STORED|MN");
    }

    [Fact]
    public async Task Faults_NegativeArguments_Throw()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        Assert.Throws<ArgumentOutOfRangeException>(() => server.ReplyDelay = TimeSpan.FromTicks(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => server.FragmentReplies = -1);
        Assert.Throws<ArgumentOutOfRangeException>(() => server.TearNextReply(-1));
    }

    [Fact]
    public async Task RestartAsync_Disposed_Throws()
    {
        var server = await EmbeddedMemcached.StartAsync();
        await server.DisposeAsync();
        await server.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => server.RestartAsync());
    }

    private static async Task AssertRefusedAsync(EmbeddedMemcached server)
    {
        var exception = await Assert.ThrowsAsync<SocketException>(() => TestClient.ConnectAsync(server));
        Assert.Equal(SocketError.ConnectionRefused, exception.SocketErrorCode);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
