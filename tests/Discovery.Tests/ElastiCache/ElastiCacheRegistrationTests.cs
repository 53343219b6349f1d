using Discovery.Testing;
using Discovery.Tests.FixedLists;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.ElastiCache;

public sealed class ElastiCacheRegistrationTests
{
    [Theory]
    [InlineData("ElastiCache:UseTls", "true", "ElastiCache:Endpoint is not set; give the cluster's configuration endpoint as host:port.")]
    [InlineData("ElastiCache:Endpoint", "my.cfg", "ElastiCache:Endpoint: 'my.cfg' is not an endpoint: it has no port. Write host:port or [IPv6]:port.")]
    [InlineData("ElastiCache:Endpoint", "my.cfg:70000", "ElastiCache:Endpoint: 'my.cfg:70000' is not an endpoint: the port '70000' is not a number from 1 to 65535. Write host:port or [IPv6]:port.")]
    [InlineData("ElastiCache:Timeout", "00:00:00", "ElastiCache:Timeout is 00:00:00; it must be from 00:00:00.0100000 to 00:01:00.")]
    [InlineData("ElastiCache:Timeout", "00:02:00", "ElastiCache:Timeout is 00:02:00; it must be from 00:00:00.0100000 to 00:01:00.")]
    [InlineData("ElastiCache:TargetHost", "a b", "ElastiCache:TargetHost: 'a b' is not a host name; give the name in the endpoint's certificate, or leave it out.")]
    public void Create_BadOption_IsNamed(string key, string value, string message)
    {
        (string, string)[] settings = key is "ElastiCache:Timeout" or "ElastiCache:TargetHost" ? [("ElastiCache:Endpoint", "a:1"), (key, value)] : [(key, value)];
        using var composition = new SourceComposition(builder => builder.UseElastiCache(), settings);
        Assert.Equal(message, Assert.Throws<OptionsValidationException>(() => composition.Source()).Message);
    }

    [Fact]
    public void Create_UnknownKey_IsNamed()
    {
        using var composition = new SourceComposition(builder => builder.UseElastiCache(), ("ElastiCache:Endpoint", "a:1"), ("ElastiCache:Tls", "true"));
        Assert.Contains("'Tls'", Assert.Throws<InvalidOperationException>(() => composition.Source()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseElastiCache_BoundSection_IsAsked()
    {
        await using var endpoint = new FakeConfigurationEndpoint();
        endpoint.SetNodes("10.0.0.1:11211");
        await endpoint.StartAsync();
        using var composition = new SourceComposition(builder => builder.UseElastiCache(), ("ElastiCache:Endpoint", endpoint.Endpoint.ToString()), ("ElastiCache:Timeout", "00:00:20"));
        var source = composition.Source();
        Assert.Equal("ElastiCache", source.Name);
        Assert.True(composition.Registration.IsRemote);
        Assert.Equal(1, (await source.GetNodesAsync(null, default).AsTask().WaitAsync(EndpointHarness.Bound)).Count);
    }

    [Fact]
    public async Task UseElastiCache_EndpointReloaded_IsAskedInstead()
    {
        await using var endpoint = new FakeConfigurationEndpoint();
        endpoint.SetNodes("10.0.0.1:11211");
        await endpoint.StartAsync();
        using var composition = new SourceComposition(builder => builder.UseElastiCache(o => o.Timeout = TimeSpan.FromSeconds(20)), ("ElastiCache:Endpoint", "My.cfg.:11211"));
        var source = composition.Source();
        Assert.Equal("my.cfg:11211", source.Scope);
        composition.Reload(("ElastiCache:Endpoint", endpoint.Endpoint.ToString()));
        Assert.Equal(endpoint.Endpoint.ToString(), source.Scope);
        Assert.Equal(1, (await source.GetNodesAsync(null, default).AsTask().WaitAsync(EndpointHarness.Bound)).Count);
    }

    [Fact]
    public async Task UseElastiCache_BadReload_KeepsTheScopeAndFailsTheAsk()
    {
        using var composition = new SourceComposition(builder => builder.UseElastiCache(), ("ElastiCache:Endpoint", "my.cfg:11211"));
        var source = composition.Source();
        // the options monitor tells whoever reloads as well
        Assert.Throws<AggregateException>(() => composition.Reload(("ElastiCache:Endpoint", "my.cfg")));
        Assert.Equal("my.cfg:11211", source.Scope);
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => source.GetNodesAsync(null, default).AsTask());
        Assert.Equal(NodeSourceFailure.Configuration, e.Kind);
        Assert.StartsWith("ElastiCache:Endpoint: 'my.cfg' is not an endpoint", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void UseElastiCache_TwoEndpoints_HaveNamesSectionsAndOptionsOfTheirOwn()
    {
        using var composition = new SourceComposition(
            builder => builder.UseElastiCache().UseElastiCache("Ireland"), ("ElastiCache:Endpoint", "a:1"), ("Ireland:Endpoint", "b:70000"));
        Assert.Equal("a:1", composition.Source().Scope);
        using var provider = composition.Builder.Services.BuildServiceProvider();
        var second = provider.GetKeyedServices<NodeSourceRegistration>("").Last();
        Assert.Equal("Ireland", second.Name);
        Assert.StartsWith("Ireland:Endpoint: 'b:70000'", Assert.Throws<OptionsValidationException>(() => second.Create(provider)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => composition.Builder.UseElastiCache("elasticache"));
    }
}
