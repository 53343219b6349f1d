using System.Net;
using System.Text.Json;
using Discovery.Testing;
using Discovery.Testing.Consul;

namespace Discovery.Tests.Consul;

public sealed class FakeConsulAgentTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Get_UnknownService_IsAnEmptyListWithAnIndex()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        using var client = new HttpClient { BaseAddress = agent.Address };
        using var response = await client.GetAsync(new Uri("/v1/health/service/nothing", UriKind.Relative));
        Assert.Equal("[]", await response.Content.ReadAsStringAsync());
        Assert.NotEqual("0", Assert.Single(response.Headers.GetValues("X-Consul-Index")));
        Assert.Equal("true", Assert.Single(response.Headers.GetValues("X-Consul-KnownLeader")));
    }

    [Fact]
    public async Task Get_OtherServiceChanges_StaysHeld()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:1");
        using var client = new HttpClient();
        var held = client.GetStringAsync(Question(agent, $"index={agent.Index}"));
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.Register(new FakeConsulService { Service = "web", Id = "w", Port = 80 });
        Assert.Equal(1, agent.HeldRequests);
        agent.Register("10.0.0.2:1");
        Assert.Equal(2, Count(await held.WaitAsync(Bound)));
        Assert.Equal(0, agent.HeldRequests);
    }

    [Fact]
    public async Task Get_WaitOver_AnswersWhatIsThere()
    {
        var clock = new ManualTimeProvider();
        await using var agent = await FakeConsulAgent.StartAsync(clock);
        agent.Register("10.0.0.1:1");
        using var client = new HttpClient();
        var held = client.GetStringAsync(Question(agent, $"index={agent.Index}&wait=1m30s"));
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        clock.Advance(TimeSpan.FromSeconds(89));
        Assert.Equal(1, agent.HeldRequests);
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, Count(await held.WaitAsync(Bound)));
    }

    [Theory]
    [InlineData("passing=maybe", "Invalid value for ?passing")]
    [InlineData("wait=60", "Invalid wait time")]
    [InlineData("index=-1", "Invalid index")]
    [InlineData("stale&consistent", "Cannot specify ?stale with ?consistent")]
    [InlineData("filter=nonsense", "Failed to create boolean expression evaluator")]
    public async Task Get_BadParameter_IsRefusedAsConsulDoes(string query, string expected)
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(Question(agent, query));
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.StartsWith(expected, await response.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Get_OtherPath_Is404()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(agent.Address, "/v1/catalog/nodes"));
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task StartAgain_AfterStop_KeepsAddressAndServices()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:1");
        var address = agent.Address;
        using var client = new HttpClient();
        await agent.StopAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Question(agent, "")));
        await agent.StartAgainAsync();
        Assert.Equal(address, agent.Address);
        Assert.Equal(1, Count(await client.GetStringAsync(Question(agent, ""))));
        await Assert.ThrowsAsync<InvalidOperationException>(agent.StartAgainAsync);
    }

    [Fact]
    public async Task Dispose_WithHeldRequests_EndsThem()
    {
        var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:1");
        using var client = new HttpClient();
        var held = client.GetStringAsync(Question(agent, $"index={agent.Index}"));
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        await agent.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<HttpRequestException>(() => held.WaitAsync(Bound));
        Assert.Equal(0, agent.HeldRequests);
    }

    [Fact]
    public async Task Get_TokenRevokedWhileHeld_IsRefused()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:1");
        agent.Token = "one";
        using var client = new HttpClient();
        client.DefaultRequestHeaders.Add("X-Consul-Token", "one");
        var held = client.GetAsync(Question(agent, $"index={agent.Index}"));
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.Token = "two";
        agent.Touch();
        using var response = await held.WaitAsync(Bound);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("250ms", 250)]
    [InlineData("60s", 60_000)]
    [InlineData("1m30s", 90_000)]
    [InlineData("1.5h", 5_400_000)]
    public void TryParse_Duration_IsReadAsGoDoes(string text, int milliseconds)
    {
        Assert.True(GoDuration.TryParse(text, out var span));
        Assert.Equal(milliseconds, span.TotalMilliseconds);
    }

    [Theory]
    [InlineData("")]
    [InlineData("60")]
    [InlineData("s")]
    [InlineData("1x")]
    [InlineData("1.2.3s")]
    [InlineData("-1s")]
    public void TryParse_NoDuration_IsRefused(string text) => Assert.False(GoDuration.TryParse(text, out _));

    private static Uri Question(FakeConsulAgent agent, string query) => new(agent.Address, $"/v1/health/service/memcached?{query}");

    private static int Count(string body) => JsonDocument.Parse(body).RootElement.GetArrayLength();
}
