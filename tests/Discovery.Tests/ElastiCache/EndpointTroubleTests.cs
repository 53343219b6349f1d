using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class EndpointTroubleTests
{
    [Theory]
    [InlineData(ConfigurationEndpointMode.PlainMemcached, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it does not know 'config get cluster': plain memcached and ElastiCache Serverless do not. Give ElastiCache:Endpoint a configuration endpoint, list the servers in the Static source, or set ElastiCache:FallbackToEndpoint in development.")]
    [InlineData(ConfigurationEndpointMode.NoConfiguration, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it knows 'config get cluster' and has no cluster configuration. Check that ElastiCache:Endpoint is the configuration endpoint of a cluster with auto discovery.")]
    [InlineData(ConfigurationEndpointMode.Redis, NodeSourceFailure.Configuration, "ElastiCache: the configuration endpoint HOST: it answers '-ERR unknown command 'config', with args beginning with: ', as Redis or Valkey does. Give ElastiCache:Endpoint the configuration endpoint of a Memcached cluster.")]
    public async Task T28b_NeitherCommandKnown_NamesTheServer(ConfigurationEndpointMode mode, NodeSourceFailure kind, string message)
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
    public async Task T21b_LengthOrBodyThatCannotBe_IsRefusedAndTheConnectionClosed(string reply, NodeSourceFailure kind, string message)
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
    public async Task T24a_ClosedBeforeTheEnd_IsTransient(int after, string message)
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
    public async Task T24b_ResetMidBody_IsTransient()
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.CutAfter = 40;
            e.Cut = ReplyCut.Reset;
        });
        var e = await harness.FailAsync();
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
        Assert.Contains("broke the connection", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T24c_EndWithLettersBehind_IsTransient()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.RawReply = "CONFIG cluster 0 15\r\n1\na|10.0.0.1|1\n\r\nENDX\r\n"u8.ToArray());
        Assert.Equal(NodeSourceFailure.Transient, (await harness.FailByDeadlineAsync()).Kind);
    }

    [Fact]
    public async Task T22a_StopsAfter40Of136OctetsAndHolds_FailsAtTheDeadline()
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.RawReply = Replies.Frame(Replies.Aws);
            e.CutAfter = "CONFIG cluster 0 136\r\n".Length + 40;
            e.Cut = ReplyCut.Hold;
        });
        var e = await harness.FailByDeadlineAsync();
        Assert.Equal(NodeSourceFailure.Transient, e.Kind);
        harness.Endpoint.CutAfter = null;
        Assert.Equal(2, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task T02b_ListWithoutNodesThenNoConfiguration_ThenNodesAgain()
    {
        await using var harness = await EndpointHarness.StartAsync();
        var known = await harness.AskAsync();
        harness.Endpoint.RawReply = Replies.Frame("14\n\n");
        Assert.Equal(NodeSourceFailure.Suspect, (await harness.FailAsync()).Kind);
        harness.Endpoint.RawReply = "END\r\n"u8.ToArray();
        var e = await harness.FailAsync();
        Assert.Equal(NodeSourceFailure.Configuration, e.Kind);
        Assert.Contains("has no cluster configuration", e.Message, StringComparison.Ordinal);
        harness.Endpoint.RawReply = null;
        Assert.Equal(known, await harness.AskAsync(known));
    }

    [Fact]
    public async Task T23a_SilentServer_FailsAtTheDeadline()
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
}
