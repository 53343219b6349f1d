using System.Net;
using System.Net.Sockets;
using Discovery.Testing;
using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

public sealed class ConsulErrorTests
{
    [Theory]
    [InlineData(400, "Missing service name", NodeSourceFailure.Configuration, "options Service, Tag, Datacenter and Filter")]
    [InlineData(401, "", NodeSourceFailure.Configuration, "option Token")]
    [InlineData(403, "ACL not found", NodeSourceFailure.Configuration, "'ACL not found'")]
    [InlineData(403, "Permission denied", NodeSourceFailure.Configuration, "service:read on the service and node:read")]
    [InlineData(404, "", NodeSourceFailure.Configuration, "Address is a Consul agent")]
    [InlineData(301, "", NodeSourceFailure.Configuration, "redirects are not followed")]
    [InlineData(418, "", NodeSourceFailure.Configuration, "answered 418")]
    [InlineData(204, "", NodeSourceFailure.Transient, "answered 204")]
    [InlineData(408, "", NodeSourceFailure.Transient, "answered 408")]
    [InlineData(429, "", NodeSourceFailure.Transient, "http_max_conns_per_client")]
    [InlineData(500, "No cluster leader", NodeSourceFailure.Transient, "'No cluster leader'")]
    [InlineData(502, "<html>", NodeSourceFailure.Transient, "answered 502")]
    [InlineData(503, "", NodeSourceFailure.Transient, "answered 503")]
    [InlineData(504, "", NodeSourceFailure.Transient, "answered 504")]
    public async Task T13b_ErrorStatus_HasItsKindAndAdvice(int status, string body, NodeSourceFailure kind, string expected)
    {
        var source = Create(Options(), new InstantConsul(_ => FakeConsulReply.Error(status, body)));
        var failure = await source.FailAsync();
        Assert.Equal(kind, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("Consul at http://127.0.0.1:8500/ asked for service 'memcached'", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(429, null, 60)]
    [InlineData(429, "5", 60)]
    [InlineData(429, "90", 90)]
    [InlineData(429, "Thu, 01 Jan 2026 00:02:00 GMT", 120)]
    [InlineData(503, "7", 7)]
    [InlineData(503, null, null)]
    [InlineData(503, "Thu, 01 Jan 2015 00:02:00 GMT", null)]
    public async Task T14_RateLimit_TellsWhenToComeAgain(int status, string? header, int? seconds)
    {
        var reply = FakeConsulReply.Error(status, "");
        var source = Create(Options(), new InstantConsul(_ => header is null ? reply : reply.With("Retry-After", header)));
        Assert.Equal(seconds is null ? null : TimeSpan.FromSeconds(seconds.Value), (await source.FailAsync()).RetryAfter);
    }

    [Theory]
    [InlineData("<!DOCTYPE html><html>", "this is HTML")]
    [InlineData("[{\"Node\":", "torn")]
    [InlineData("null", "'null'")]
    [InlineData("{}", "'{}'")]
    [InlineData("", "torn")]
    public async Task T13a_BodyThatIsNoList_IsTransientAndSaysWhatItIs(string body, string expected)
    {
        var failure = await Create(Options(), new InstantConsul(_ => FakeConsulReply.Json(body))).FailAsync();
        Assert.Equal(NodeSourceFailure.Transient, failure.Kind);
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.Contains("did not answer with a list", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_LongErrorThatEchoesTheToken_IsCutAndWithoutIt()
    {
        var options = Options();
        options.Token = "s3cret-token";
        var body = "X-Consul-Token: S3CRET-token\r\n" + new string('x', 5000);
        var failure = await Create(options, new InstantConsul(_ => FakeConsulReply.Error(500, body))).FailAsync();
        Assert.DoesNotContain("s3cret-token", failure.ToString(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("X-Consul-Token: *** xxx", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Message);
        Assert.InRange(failure.Message.Length, 200, 500);
    }

    [Fact]
    public async Task GetNodes_AnswerLargerThanTheCap_IsRefused()
    {
        var body = "[" + new string(' ', ConsulClient.MaxAnswerBytes) + "]";
        var failure = await Create(Options(), new InstantConsul(_ => FakeConsulReply.Json(body))).FailAsync();
        Assert.Contains("larger than 16777216 bytes", failure.InnerException?.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_HandlerThatThrows_IsTransient()
    {
        var failure = await Create(Options(), new InstantConsul(_ => throw new TimeoutException("limit of 00:00:10"))).FailAsync();
        Assert.Equal(NodeSourceFailure.Transient, failure.Kind);
        Assert.Contains("limit of 00:00:10", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_NobodyListens_IsTransient()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        var failure = await Create(new ConsulOptions { Address = new Uri($"http://127.0.0.1:{port}"), Service = "s" }).FailAsync();
        Assert.Equal(NodeSourceFailure.Transient, failure.Kind);
        Assert.Contains($"http://127.0.0.1:{port}/", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_ServerThatIsNotHttp_IsConfiguration()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serve = ServeMemcachedAsync(listener);
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        var failure = await Create(new ConsulOptions { Address = new Uri($"http://127.0.0.1:{port}"), Service = "s" }).FailAsync();
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Contains("does not speak HTTP", failure.Message, StringComparison.Ordinal);
        await serve.WaitAsync(Bound);
    }

    [Fact]
    public async Task GetNodes_BodyCutAnywhere_IsTransient()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        var body = Entries.Of("10.0.0.1:11211");
        var source = Create(ConsulTestSource.Options(agent));
        for (var cut = 0; cut < body.Length; cut += 7)
        {
            agent.Reply(FakeConsulReply.Json(body, 5) with { CutAfter = cut });
            Assert.Equal(NodeSourceFailure.Transient, (await source.FailAsync()).Kind);
        }
    }

    [Fact]
    public async Task GetNodes_NoAnswer_EndsAtTheDeadline()
    {
        var clock = new ManualTimeProvider();
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Reply(FakeConsulReply.NoAnswer);
        var ask = Create(ConsulTestSource.Options(agent), clock: clock).FailAsync();
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(ask.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.2));
        var failure = await ask.WaitAsync(Bound);
        Assert.Equal(NodeSourceFailure.Transient, failure.Kind);
        Assert.Contains("did not answer within 10 s", failure.Message, StringComparison.Ordinal);
        await agent.WaitForHeldAsync(0).WaitAsync(Bound);
    }

    private static ConsulOptions Options() => new() { Service = "memcached" };

    private static async Task ServeMemcachedAsync(TcpListener listener)
    {
        using var peer = await listener.AcceptTcpClientAsync();
        await peer.GetStream().WriteAsync("ERROR\r\nERROR\r\n"u8.ToArray());
        await peer.GetStream().ReadAtLeastAsync(new byte[1024], 1, throwOnEndOfStream: false);
    }
}
