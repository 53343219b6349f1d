using System.Net;
using System.Net.Sockets;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class EndpointAddressTests
{
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
    public async Task T22b_FirstAddressStopsMidBody_TheNextIsAskedWithinTheDeadline(ReplyCut cut, int after)
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

    [Fact]
    public async Task T23b_BlackHole_FailsAtTheDeadline()
    {
        using var hole = new BlackHole();
        await using var harness = await EndpointHarness.StartAsync(configure: o => o.Endpoint = $"127.0.0.1:{hole.Port}");
        var asked = harness.AskAsync();
        harness.Clock.Advance(TimeSpan.FromSeconds(2));
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => asked);
        Assert.Equal(
            $"ElastiCache: the configuration endpoint 127.0.0.1:{hole.Port}: no connection to 127.0.0.1:{hole.Port} within 2 s. Check ElastiCache:Endpoint, security groups and routes.",
            e.Message);
    }

    [Fact]
    public async Task T23c_FirstAddressIsABlackHole_TheNextIsAsked()
    {
        using var hole = new BlackHole();
        await using var second = new FakeConfigurationEndpoint(IPAddress.Parse("127.0.0.2"), hole.Port);
        second.SetNodes("10.0.0.9:11211");
        await second.StartAsync();
        await using var harness = await EndpointHarness.StartAsync(
            configure: o => o.Endpoint = $"two.invalid:{hole.Port}",
            resolve: (_, _) => Task.FromResult(new[] { IPAddress.Loopback, IPAddress.Parse("127.0.0.2") }));
        var asked = harness.AskAsync();
        harness.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("10.0.0.9:11211", Assert.Single((await asked).Nodes).Name);
    }

    /// <summary>A listener whose queue is full, so that the kernel drops every further SYN.</summary>
    private sealed class BlackHole : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly Socket[] _fillers = [.. Enumerable.Range(0, 8).Select(_ => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp))];

        public BlackHole()
        {
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen(0);
            foreach (var filler in _fillers)
            {
                filler.Blocking = false;
                Assert.ThrowsAny<SocketException>(() => filler.Connect(_listener.LocalEndPoint!));
            }
        }

        public int Port => ((IPEndPoint)_listener.LocalEndPoint!).Port;

        public void Dispose()
        {
            Array.ForEach(_fillers, filler => filler.Dispose());
            _listener.Dispose();
        }
    }
}
