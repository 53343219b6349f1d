using System.Globalization;
using System.Net;
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
    public async Task T20a_EveryByteInItsOwnSegment_IsRead()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.SegmentBytes = 1);
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Theory]
    [InlineData(10)]
    [InlineData(-10)]
    [InlineData(400)]
    public async Task T21a_DeclaredLengthLies_IsReadByItsEnd(int error)
    {
        await using var harness = await EndpointHarness.StartAsync(e =>
        {
            e.DeclaredLengthError = error;
            e.SplitAt = 60;
        });
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task T20b_TwoFramesAtOnce_DoNotPoisonTheNextPoll()
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
    public async Task T26_MixedAddresses_AllNodesArePresent()
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
    public async Task T28a_LegacyEngine_IsAskedOnOneConnectionAndRemembered()
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
    public async Task T72_OtherEndpointAfterReload_ChangesScopeAndForgetsTheLegacyKey()
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

    [Fact]
    public async Task GetNodes_ReplyWithinTheDeadline_IsRead()
    {
        await using var harness = await EndpointHarness.StartAsync(e => e.ReplyDelay = TimeSpan.FromSeconds(1.9));
        harness.Endpoint.Time = harness.Clock;
        var asked = harness.AskAsync();
        // the source's deadline and the endpoint's delay
        await harness.TimersAsync(2);
        harness.Clock.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Equal(3, (await asked).Count);
        Assert.Equal(0, harness.Clock.ArmedTimers);
    }
}
