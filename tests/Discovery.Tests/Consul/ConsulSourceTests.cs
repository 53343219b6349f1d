using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Discovery.Testing;
using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

public sealed class ConsulSourceTests
{
    [Fact]
    public async Task GetNodes_FirstQuestion_IsAnsweredAtOnceWithTheIndexAsVersion()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var source = Create(Options(agent));
        var nodes = await source.AskAsync();
        Assert.Equal("10.0.0.1:11211", nodes.Names());
        Assert.Equal(agent.Index, nodes.Version);
        Assert.True(source.WaitsForChange);
        Assert.Equal("Consul", source.Name);
    }

    [Fact]
    public async Task GetNodes_Token_IsInTheHeaderOnly()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        agent.Token = "s3cret";
        var options = Options(agent);
        options.Token = "s3cret";
        await Create(options).AskAsync();
        Assert.Equal("s3cret", Assert.Single(agent.Requests).Token);
        Assert.DoesNotContain("s3cret", agent.Requests[0].ToString(), StringComparison.Ordinal);
        options.Token = "";
        Assert.Contains("ACLs", (await Create(options).FailAsync()).Message, StringComparison.Ordinal);
        Assert.DoesNotContain("X-Consul-Token", agent.Requests[^1].Headers.Keys);
    }

    [Fact]
    public async Task GetNodes_TagDatacenterAndFilter_SelectTheNodes()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register(new FakeConsulService { Id = "a", Port = 1, Tags = ["x", "y", "z"] });
        agent.Register(new FakeConsulService { Id = "b", Port = 2, Tags = ["x", "y"] });
        agent.Register(new FakeConsulService { Id = "c", Port = 3, Tags = ["x"] });
        agent.Register(new FakeConsulService { Id = "d", Port = 4, Tags = ["x", "y", "z"], Datacenter = "dc2" });
        agent.Register(new FakeConsulService { Id = "e", Port = 5, Tags = ["x", "y", "z"], Status = "critical" });
        var options = Options(agent);
        options.Datacenter = "dc1";
        options.Tag = "x";
        options.Tags = ["y"];
        options.Filter = "\"z\" in Service.Tags";
        Assert.Equal("127.0.0.1:1", (await Create(options).AskAsync()).Names());
        options.OnlyPassing = false;
        Assert.Equal("127.0.0.1:1 127.0.0.1:5", (await Create(options).AskAsync()).Names());
    }

    // the source never gives an empty set
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task T01_EmptyAnswer_IsAskedTwiceThenSuspect(bool withKnown)
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        var failure = await Create(Options(agent)).FailAsync(withKnown ? Set("10.0.0.1:11211") : null);
        Assert.Equal(NodeSourceFailure.Suspect, failure.Kind);
        Assert.Contains("there is no such instance", failure.Message, StringComparison.Ordinal);
        Assert.Equal(2, agent.RequestCount);
    }

    [Fact]
    public async Task T03_EmptyOnceAndBack_IsNeverTold()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var source = Create(Options(agent));
        for (var i = 0; i < 20; i++)
        {
            agent.Reply(FakeConsulReply.Json("[]", agent.Index));
            Assert.Equal("10.0.0.1:11211", (await source.AskAsync()).Names());
        }
    }

    [Fact]
    public async Task T10_NoLeader_AddsAndNeverRemoves()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.KnownLeader = false;
        agent.Register("10.0.0.1:11211");
        var source = Create(Options(agent));
        Assert.Equal(1, (await source.AskAsync(NodeSet.Empty)).Count);
        var failure = await source.FailAsync(Set("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"));
        Assert.Equal(NodeSourceFailure.Suspect, failure.Kind);
        Assert.Contains("10.0.0.2:11211, 10.0.0.3:11211", failure.Message, StringComparison.Ordinal);
        agent.KnownLeader = true;
        Assert.Equal(1, (await source.AskAsync(Set("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211"))).Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T10_AskedWithoutAKnownSetAfterADoubt_StillRemovesNothing(bool isFiltered)
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        for (var i = 1; i <= 3; i++)
            agent.Register($"10.0.0.{i}:11211");
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        agent.KnownLeader = isFiltered;
        agent.HideByAcl(isFiltered ? ["10.0.0.1:11211", "10.0.0.2:11211"] : []);
        if (!isFiltered)
            agent.Deregister("10.0.0.1:11211");
        agent.Touch();
        Assert.Equal(NodeSourceFailure.Suspect, (await source.FailAsync(known)).Kind);
        Assert.Equal(NodeSourceFailure.Suspect, (await source.FailAsync()).Kind);
        agent.KnownLeader = true;
        agent.HideByAcl();
        Assert.Equal(isFiltered ? 3 : 2, (await source.AskAsync()).Count);
    }

    [Theory]
    [InlineData("10.0.0.1:11211", "10.0.0.2:11211")]
    [InlineData("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211")]
    public async Task T11_FilteredByAcls_RemovesNothingAndNamesThePermissions(params string[] hidden)
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        for (var i = 1; i <= 3; i++)
            agent.Register($"10.0.0.{i}:11211");
        var logger = new ListLogger();
        var source = Create(Options(agent), logger: logger);
        var known = await source.AskAsync();
        var ask = source.FailAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.HideByAcl(hidden);
        agent.Touch();
        var failure = await ask;
        Assert.Equal(NodeSourceFailure.Suspect, failure.Kind);
        Assert.Contains("service:read on the service and node:read", failure.Message, StringComparison.Ordinal);
        await source.FailAsync(known);
        Assert.Single(logger.Lines, line => line.Contains("ACLs", StringComparison.Ordinal));
        agent.HideByAcl();
        agent.Register("10.0.0.4:11211");
        Assert.Equal(4, (await source.AskAsync(known)).Count);
    }

    [Fact]
    public async Task T15b_SkippedEntry_IsWarnedOfOnce()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        agent.Register(new FakeConsulService { Id = "bad", Port = 0 });
        var logger = new ListLogger();
        var source = Create(Options(agent), logger: logger);
        for (var i = 0; i < 3; i++)
            Assert.Equal("10.0.0.1:11211", (await source.AskAsync()).Names());
        Assert.Contains("instance 'bad' on agent 'n1' has the port 0", Assert.Single(logger.Lines), StringComparison.Ordinal);
        agent.Deregister("10.0.0.1:11211");
        Assert.Contains("no entry of the answer is usable: instance 'bad'", (await source.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T15c_UnknownCheckStatus_IsIgnored()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register(new FakeConsulService { Id = "a", Port = 1, Status = "a status nobody knows" });
        var options = Options(agent);
        options.OnlyPassing = false;
        Assert.Equal(1, (await Create(options).AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_Https_TrustsOnlyWhatTheClientTrusts()
    {
        using var certificate = SelfSigned();
        await using var agent = await FakeConsulAgent.StartAsync(certificate: certificate);
        agent.Register("10.0.0.1:11211");
        var failure = await Create(Options(agent)).FailAsync();
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Contains("could not be trusted", failure.Message, StringComparison.Ordinal);
        Assert.Equal(1, (await Create(Options(agent), new TrustingClients(certificate.Thumbprint)).AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_ClientWithAShortTimeout_DoesNotCutTheHold()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var clients = new ImpatientClients();
        await Create(Options(agent), clients).AskAsync();
        Assert.Equal(Timeout.InfiniteTimeSpan, clients.Made!.Timeout);
    }

    private static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=consul.test", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        var start = DateTimeOffset.Parse("2020-01-01", CultureInfo.InvariantCulture);
        return request.CreateSelfSigned(start, start.AddYears(80));
    }

    private sealed class TrustingClients(string thumbprint) : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new(new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = (_, presented, _, _) => string.Equals(presented?.Thumbprint, thumbprint, StringComparison.Ordinal),
        });
    }

    private sealed class ImpatientClients : IHttpClientFactory
    {
        public HttpClient? Made { get; private set; }

        public HttpClient CreateClient(string name) => Made = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
    }
}
