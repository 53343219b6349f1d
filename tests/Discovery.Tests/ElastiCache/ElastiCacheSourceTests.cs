using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class ElastiCacheSourceTests
{
    [Fact]
    public async Task GetNodes_SoundReply_GivesNodesAndVersion()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.SetNodes([new Node("Cache1.x.", 11211, address: IPAddress.Parse("10.0.0.1"))], 42));
        var set = await harness.AskAsync();
        Assert.Equal(42UL, set.Version);
        Assert.Equal(new Node("cache1.x", 11211, address: IPAddress.Parse("10.0.0.1")), Assert.Single(set.Nodes));
        Assert.Equal(["config get cluster"], harness.Endpoint.Requests);
        Assert.False(harness.Source.WaitsForChange);
    }

    [Fact]
    public async Task GetNodes_EveryByteInItsOwnSegment_IsRead()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.SegmentBytes = 1);
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(400)]
    public async Task GetNodes_WrongDeclaredLength_IsReadByItsEnd(int error)
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.DeclaredLengthError = error;
            e.SplitAt = 60;
        });
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_TwoFramesAtOnce_DoNotPoisonTheNextPoll()
    {
        await using var harness = await EndpointHarness.StartAsync();
        harness.Endpoint.RawReply = [.. Replies.Frame(Replies.V6), .. Replies.Frame(Replies.Aws)];
        Assert.Equal(1, (await harness.AskAsync()).Count);
        harness.Endpoint.RawReply = null;
        Assert.Equal(3, (await harness.AskAsync()).Count);
        Assert.Equal(2, harness.Endpoint.AcceptedConnections);
    }

    [Fact]
    public async Task GetNodes_ThousandNodes_AreRead()
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.SetNodes([.. Enumerable.Range(0, 1000).Select(i => string.Create(CultureInfo.InvariantCulture, $"10.0.{i / 256}.{i % 256}:11211"))]);
            e.SegmentBytes = 1000;
        });
        Assert.Equal(1000, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_MixedAddresses_AllNodesArePresent()
    {
        await using var harness = await EndpointHarness.StartAsync();
        harness.Endpoint.RawReply = Replies.Frame("7\na.x||11211 b.x|10.0.0.2|11211 c.x|2600:1f18::a|11211 |2001:db8::1|11212\n");
        Assert.Equal(["[2001:db8::1]:11212", "a.x:11211", "b.x:11211", "c.x:11211"], (await harness.AskAsync()).Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task GetNodes_Memorystore_IsRead()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.Mode = ConfigurationEndpointMode.Memorystore);
        Assert.Equal(["10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"], (await harness.AskAsync()).Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task GetNodes_LegacyEngine_IsAskedOnOneConnectionAndRemembered()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.Mode = ConfigurationEndpointMode.LegacyOnly);
        Assert.Equal(3, (await harness.AskAsync()).Count);
        Assert.Equal(["config get cluster", "get AmazonElastiCache:cluster"], harness.Endpoint.Requests);
        Assert.Equal(1, harness.Endpoint.AcceptedConnections);
        await harness.AskAsync();
        Assert.Equal(["get AmazonElastiCache:cluster"], harness.Endpoint.Requests.Skip(2));
    }

    [Fact]
    public async Task GetNodes_LegacyEngineUpgraded_GoesBackToTheCommand()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.Mode = ConfigurationEndpointMode.LegacyOnly);
        await harness.AskAsync();
        harness.Endpoint.Mode = ConfigurationEndpointMode.ElastiCache;
        await harness.AskAsync();
        await harness.AskAsync();
        Assert.Equal(["get AmazonElastiCache:cluster", "config get cluster", "config get cluster"], harness.Endpoint.Requests.Skip(2));
    }

    [Fact]
    public async Task GetNodes_OtherEndpointAfterReload_ChangesScopeAndForgetsTheLegacyKey()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.Mode = ConfigurationEndpointMode.LegacyOnly);
        await harness.AskAsync();
        Assert.Equal(harness.Options.Endpoint, harness.Source.Scope);

        await using var other = new FakeConfigurationEndpoint();
        other.SetNodes("10.9.9.9:1");
        await other.StartAsync();
        harness.Options = new ElastiCacheOptions { Endpoint = other.Endpoint.ToString() };
        Assert.Equal(other.Endpoint.ToString(), harness.Source.Scope);
        Assert.Equal("10.9.9.9:1", Assert.Single((await harness.AskAsync()).Nodes).Name);
        Assert.Equal(["config get cluster"], other.Requests);
    }

    [Theory]
    [InlineData(ConfigurationEndpointMode.PlainMemcached, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it does not know 'config get cluster': plain memcached and ElastiCache Serverless do not. Give ElastiCache:Endpoint a configuration endpoint, list the servers in the Static source, or set ElastiCache:FallbackToEndpoint in development.")]
    [InlineData(ConfigurationEndpointMode.NoConfiguration, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it knows 'config get cluster' and has no cluster configuration. Check that ElastiCache:Endpoint is the configuration endpoint of a cluster with auto discovery.")]
    [InlineData(ConfigurationEndpointMode.Redis, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it answers '-ERR unknown command 'config', with args beginning with: ', as Redis or Valkey does. Give ElastiCache:Endpoint the configuration endpoint of a Memcached cluster.")]
    public async Task GetNodes_WrongServer_IsNamed(ConfigurationEndpointMode mode, NodeSourceFailure kind, string message)
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.Mode = mode);
        var e = await harness.FailAsync();
        Assert.Equal(message, harness.Plain(e));
        Assert.Equal(kind, e.Kind);
    }

    [Theory]
    [InlineData("CONFIG cluster 0 -1\r\n", NodeSourceFailure.Transient, "the reply begins with 'CONFIG cluster 0 -1', which is not a header.")]
    [InlineData("CONFIG cluster 0 2147483648\r\n", NodeSourceFailure.Transient, "the reply declares 2147483648 octets; a configuration has 1048576 at the most.")]
    [InlineData("CONFIG cluster 0 14\r\n1\na|10.0.0.1|0\n\r\nEND\r\n", NodeSourceFailure.Transient, "'a|10.0.0.1|0' is not a node: the port is not a number from 1 to 65535. The whole answer is refused.")]
    [InlineData("CONFIG cluster 0 4\r\n14\n\n\r\nEND\r\n", NodeSourceFailure.Suspect, "the configuration of version 14 lists no node; the last list stays in use.")]
    [InlineData("SERVER_ERROR out of memory\r\n", NodeSourceFailure.Transient, "it answers 'SERVER_ERROR out of memory'.")]
    public async Task GetNodes_BadReply_SaysWhyAndClosesTheConnection(string reply, NodeSourceFailure kind, string message)
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.RawReply = Encoding.ASCII.GetBytes(reply));
        var e = await harness.FailAsync();
        Assert.Equal($"ElastiCache: the configuration endpoint HOST: {message}", harness.Plain(e));
        Assert.Equal(kind, e.Kind);
        harness.Endpoint.RawReply = null;
        Assert.Equal(3, (await harness.AskAsync()).Count);
        Assert.Equal(2, harness.Endpoint.AcceptedConnections);
    }

    [Theory]
    [InlineData(0, "HOST closed the connection without an answer. If the cluster has in-transit encryption, set ElastiCache:UseTls to true.")]
    [InlineData(40, "HOST closed the connection after 40 octets, before the reply was complete.")]
    public async Task GetNodes_ClosedBeforeTheEnd_IsTransient(int after, string message)
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.CutAfter = after);
        var e = await harness.FailAsync();
        Assert.Equal($"ElastiCache: the configuration endpoint HOST: {message}", harness.Plain(e));
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
    }

    [Fact]
    public async Task GetNodes_EveryPrefixOfAReplyThenClosed_IsTransient()
    {
        await using var harness = await EndpointHarness.StartAsync();
        var length = Replies.Frame(Replies.V6).Length;
        harness.Endpoint.RawReply = Replies.Frame(Replies.V6);
        for (var i = 0; i < length; i++)
        {
            harness.Endpoint.CutAfter = i;
            Assert.Equal(NodeSourceFailure.Transient, (await harness.FailAsync()).Kind);
        }

        harness.Endpoint.CutAfter = length;
        Assert.Equal(1, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_ResetMidBody_IsTransient()
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.CutAfter = 40;
            e.Cut = ReplyCut.Reset;
        });
        var e = await harness.FailAsync();
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
        Assert.Contains("broke the connection after", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_EndWithLettersBehind_WaitsForTheDeadline()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.RawReply = "CONFIG cluster 0 15\r\n1\na|10.0.0.1|1\n\r\nENDX\r\n"u8.ToArray());
        Assert.Equal(NodeSourceFailure.Transient, (await harness.FailByDeadlineAsync()).Kind);
    }

    [Fact]
    public async Task GetNodes_SilentServer_FailsAtTheDeadline()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.IsSilent = true);
        var asked = harness.AskAsync();
        await harness.Endpoint.WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(1999));
        Assert.False(asked.IsCompleted);
        harness.Clock.Advance(TimeSpan.FromMilliseconds(1));
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => asked);
        Assert.Equal("ElastiCache: the configuration endpoint HOST: HOST took the connection and sent nothing within 2 s. Check ElastiCache:Endpoint and ElastiCache:UseTls.", harness.Plain(e));
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
        Assert.Equal(0, harness.Clock.ArmedTimers);
    }

    [Fact]
    public async Task GetNodes_StoppedListening_IsRefusedAndRecoversOnTheSamePort()
    {
        await using var harness = await EndpointHarness.StartAsync();
        await harness.AskAsync();
        await harness.Endpoint.StopAsync();
        var e = await harness.FailAsync();
        Assert.Equal("ElastiCache: the configuration endpoint HOST: HOST refuses the connection. Check ElastiCache:Endpoint and that the cluster is up.", harness.Plain(e));
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
        await harness.Endpoint.StartAsync();
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_CancelledByTheCaller_EndsWithTheCallersToken()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.IsSilent = true);
        using var cancel = new CancellationTokenSource();
        var asked = harness.AskAsync(cancellationToken: cancel.Token);
        await harness.Endpoint.WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    [Fact]
    public async Task GetNodes_ServerlessName_IsTold()
    {
        await using var harness = await EndpointHarness.StartAsync(
            e => e.Mode = ConfigurationEndpointMode.PlainMemcached,
            resolve: (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]));
        harness.Options.Endpoint = $"x.serverless.use1.cache.amazonaws.com:{harness.Endpoint.Endpoint.Port}";
        Assert.EndsWith("it is ElastiCache Serverless, which has no nodes to discover. Use the Static source with this one endpoint.", (await harness.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_UnknownName_IsTold()
    {
        await using var harness = await EndpointHarness.StartAsync(
            configure: o => o.Endpoint = "nowhere.invalid:11211", resolve: (_, _) => throw new SocketException((int)SocketError.HostNotFound));
        var e = await harness.FailAsync();
        Assert.StartsWith("ElastiCache: the configuration endpoint nowhere.invalid:11211: the name 'nowhere.invalid' does not resolve: ", e.Message, StringComparison.Ordinal);
        Assert.EndsWith(" Check ElastiCache:Endpoint and that this machine uses the network's DNS.", e.Message, StringComparison.Ordinal);
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
    }

    [Fact]
    public async Task GetNodes_SilentDns_FailsAtTheDeadline()
    {
        await using var harness = await EndpointHarness.StartAsync(
            configure: o => o.Endpoint = "slow.invalid:11211", resolve: (_, _) => new TaskCompletionSource<IPAddress[]>().Task);
        var asked = harness.AskAsync();
        harness.Clock.Advance(TimeSpan.FromSeconds(2));
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => asked);
        Assert.Contains("the name 'slow.invalid' does not resolve: no answer within 2 s.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ReplyCut.Hold, 40)]
    [InlineData(ReplyCut.Hold, 0)]
    [InlineData(ReplyCut.Close, 40)]
    public async Task GetNodes_FirstAddressFails_TheNextIsAskedWithinTheDeadline(ReplyCut cut, int after)
    {
        await using var harness = await EndpointHarness.StartAsync(
            e =>
            {
                e.Cut = cut;
                e.CutAfter = after;
            },
            resolve: (_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.Parse("127.0.0.2") }));
        await using var second = new FakeConfigurationEndpoint(IPAddress.Parse("127.0.0.2"), harness.Endpoint.Endpoint.Port);
        second.SetNodes("10.0.0.9:11211");
        await second.StartAsync();
        harness.Options.Endpoint = $"two.invalid:{harness.Endpoint.Endpoint.Port}";

        var asked = harness.AskAsync();
        await harness.Endpoint.WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        if (cut == ReplyCut.Hold)
            harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.0.9:11211", Assert.Single((await asked).Nodes).Name);
    }

    [Fact]
    public async Task GetNodes_NoAddressAnswers_NamesEach()
    {
        await using var harness = await EndpointHarness.StartAsync(
            e => e.CutAfter = 0, resolve: (_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.Parse("127.0.0.3") }));
        var port = harness.Endpoint.Endpoint.Port;
        harness.Options.Endpoint = $"two.invalid:{port}";
        var e = await harness.FailAsync();
        Assert.Equal(
            $"ElastiCache: the configuration endpoint two.invalid:{port}: none of its 2 addresses answered: "
            + $"127.0.0.1:{port} closed the connection without an answer. If the cluster has in-transit encryption, set ElastiCache:UseTls to true. "
            + $"127.0.0.3:{port} refuses the connection. Check ElastiCache:Endpoint and that the cluster is up.",
            e.Message);
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
    }
}
