using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class ElastiCacheTlsTests
{
    [Fact]
    public async Task GetNodes_TrustedCertificate_IsRead()
    {
        using var certificate = FakeCertificate.Create("my.cfg.cache");
        await using var harness = await StartAsync(certificate, o => o.TargetHost = "my.cfg.cache");
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_EndpointAddressInTheCertificate_NeedsNoTargetHost()
    {
        using var certificate = FakeCertificate.Create();
        await using var harness = await StartAsync(certificate);
        Assert.Equal(3, (await harness.AskAsync()).Count);
    }

    [Fact]
    public async Task T30b_OtherName_IsRefused()
    {
        using var certificate = FakeCertificate.Create("my.cfg.cache");
        await using var harness = await StartAsync(certificate, o => o.TargetHost = "other.cfg.cache");
        await RefusedAsync(harness, "its certificate 'CN=my.cfg.cache' is not for 'other.cfg.cache'. Set ElastiCache:TargetHost to a name in the certificate.");
    }

    [Fact]
    public async Task T30a_UnknownAuthority_IsRefused()
    {
        using var certificate = FakeCertificate.Create();
        await using var harness = await StartAsync(certificate, o => o.ConfigureTls = null);
        await RefusedAsync(harness, "its certificate 'CN=localhost' is not trusted (PartialChain). Trust its authority on this machine or through ElastiCache:ConfigureTls.");
    }

    [Fact]
    public async Task T30c_Expired_IsRefused()
    {
        using var certificate = FakeCertificate.Create(isExpired: true);
        await using var harness = await StartAsync(certificate);
        await RefusedAsync(harness, "its certificate 'CN=localhost' is not trusted (NotTimeValid). Trust its authority on this machine or through ElastiCache:ConfigureTls.");
    }

    [Fact]
    public async Task GetNodes_CallbackSaysNo_IsRefused()
    {
        using var certificate = FakeCertificate.Create();
        await using var harness = await StartAsync(certificate, o => o.ConfigureTls += tls => tls.RemoteCertificateValidationCallback = (_, _, _, _) => false);
        await RefusedAsync(harness, "its certificate 'CN=localhost' is refused by the callback that ElastiCache:ConfigureTls sets.");
    }

    [Fact]
    public async Task GetNodes_ConfigureTlsThrows_IsToldByName()
    {
        using var certificate = FakeCertificate.Create();
        await using var harness = await StartAsync(certificate, o => o.ConfigureTls = _ => throw new FileNotFoundException("no such file"));
        await RefusedAsync(harness, "the function in ElastiCache:ConfigureTls failed: no such file");
    }

    [Fact]
    public async Task T30d_PlainServer_IsRefusedWithoutPlainText()
    {
        // every client hello has the octet 10 in it (the extension of that number), so the server sees a line and answers it
        await using var harness = await EndpointHarness.StartAsync(e => e.RawReply = "ERROR\r\n"u8.ToArray(), o => o.UseTls = true);
        var e = await harness.FailAsync();
        Assert.Contains("set ElastiCache:UseTls to false", e.Message, StringComparison.Ordinal);
        Assert.Equal(NodeSourceFailure.Configuration, e.Kind);
        Assert.DoesNotContain("config get cluster", harness.Endpoint.Requests);
    }

    [Fact]
    public async Task GetNodes_PlainClientOfATlsServer_IsToldToUseTls()
    {
        using var certificate = FakeCertificate.Create();
        await using var harness = await EndpointHarness.StartAsync(e => e.Certificate = certificate);
        // the server's stack may send an alert, close or reset; each points at the option
        Assert.Contains("ElastiCache:UseTls", (await harness.FailAsync()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("my.pc4ldq.0001.use1.cache.amazonaws.com", 14UL)]
    [InlineData("my.cfg.cache", 13UL)]
    public async Task GetNodes_SecondOpinion_IsVerifiedByTheNodesOwnName(string nameOfTheNode, ulong expected)
    {
        using var ofTheEndpoint = FakeCertificate.Create("my.cfg.cache");
        using var ofTheNode = FakeCertificate.Create(nameOfTheNode);
        await using var cluster = await OpinionCluster.StartAsync(3, configure: o =>
        {
            o.UseTls = true;
            o.TargetHost = "my.cfg.cache";
            o.ConfigureTls = tls => Trust(tls, tls.TargetHost == "my.cfg.cache" ? ofTheEndpoint.Authority : ofTheNode.Authority);
        });
        cluster.Harness.Endpoint.Certificate = ofTheEndpoint;
        cluster.Server(0).Certificate = ofTheNode;
        cluster.ThinkAll(14, 0, 1, 2);
        cluster.Say(13, 0);
        Assert.Equal(expected, (await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2))).Version);
    }

    private static async Task RefusedAsync(EndpointHarness harness, string message)
    {
        var e = await harness.FailAsync();
        Assert.Equal($"ElastiCache: the configuration endpoint HOST: {message}", harness.Plain(e));
        Assert.Equal(NodeSourceFailure.Configuration, e.Kind);
        Assert.Empty(harness.Endpoint.Requests);
    }

    private static Task<EndpointHarness> StartAsync(FakeCertificate certificate, Action<ElastiCacheOptions>? configure = null) =>
        EndpointHarness.StartAsync(e => e.Certificate = certificate, o =>
        {
            o.UseTls = true;
            o.ConfigureTls = tls => Trust(tls, certificate.Authority);
            configure?.Invoke(o);
        });

    private static void Trust(SslClientAuthenticationOptions tls, X509Certificate2 authority)
    {
        tls.CertificateChainPolicy!.TrustMode = X509ChainTrustMode.CustomRootTrust;
        tls.CertificateChainPolicy.CustomTrustStore.Add(authority);
    }
}
