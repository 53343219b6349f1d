using Discovery.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

public sealed class ConsulReloadTests
{
    [Fact]
    public async Task T12_TokenReloaded_RecoversWithoutARestart()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        agent.Token = "good";
        var configuration = Configure(agent, "revoked");
        var source = Register(configuration);
        var failure = await source.FailAsync();
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Contains("ACL not found", failure.Message, StringComparison.Ordinal);
        configuration["Consul:Token"] = "good";
        configuration.Reload();
        Assert.Equal(1, (await source.AskAsync()).Count);
    }

    [Fact]
    public async Task GetNodes_TokenReloadedWhileHeld_IsUsedAtOnce()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var configuration = Configure(agent, "one");
        var source = Register(configuration);
        var ask = source.AskAsync(await source.AskAsync());
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        configuration["Consul:Token"] = "two";
        configuration.Reload();
        await agent.WaitForRequestsAsync(4).WaitAsync(Bound);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.Equal(["one", "one", "two", "two"], agent.Requests.Select(request => request.Token));
        Assert.False(ask.IsCompleted);
    }

    [Fact]
    public async Task T72_AddressReloadedWhileHeld_AnswersForTheNewOne()
    {
        await using var one = await FakeConsulAgent.StartAsync();
        await using var two = await FakeConsulAgent.StartAsync();
        one.Register("10.0.0.1:11211");
        two.Register("10.0.0.2:11211");
        var box = new OptionsBox(Options(one));
        var source = Create(box);
        var scope = source.Scope;
        var ask = source.AskAsync(await source.AskAsync());
        await one.WaitForHeldAsync().WaitAsync(Bound);
        box.Set(Options(two));
        Assert.Equal("10.0.0.2:11211", (await ask).Names());
        Assert.NotEqual(scope, source.Scope);
        await one.WaitForHeldAsync(0).WaitAsync(Bound);
    }

    [Fact]
    public async Task GetNodes_AddressReloadedBetween_TakesTheKnownSetForAnotherCluster()
    {
        await using var one = await FakeConsulAgent.StartAsync();
        await using var two = await FakeConsulAgent.StartAsync();
        one.Register("10.0.0.1:11211");
        two.Register("10.0.0.1:11211");
        two.KnownLeader = false;
        var box = new OptionsBox(Options(one));
        var source = Create(box);
        var known = await source.AskAsync();
        box.Set(Options(two));
        // equal nodes would be held for if they were known of this cluster
        Assert.Equal(known, await source.AskAsync(known));
        Assert.Equal(1, two.RequestCount);
    }

    [Fact]
    public async Task GetNodes_AddressReloadedAfterAFailure_DoesNotMissTheOldClustersNodes()
    {
        await using var one = await FakeConsulAgent.StartAsync();
        await using var two = await FakeConsulAgent.StartAsync();
        one.Register("10.0.0.1:11211");
        two.Register("10.0.0.2:11211");
        // an answer that may add but not remove, if it were compared
        two.KnownLeader = false;
        var box = new OptionsBox(Options(one));
        var source = Create(box);
        var known = await source.AskAsync();
        one.Deregister("10.0.0.1:11211");
        await source.FailAsync(known);
        box.Set(Options(two));
        Assert.Equal("10.0.0.2:11211", (await source.AskAsync(known)).Names());
    }

    [Fact]
    public async Task GetNodes_OtherOptionsReloaded_GoesOnHolding()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var box = new OptionsBox(Options(agent));
        var source = Create(box);
        var ask = source.AskAsync(await source.AskAsync());
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        box.Set(Options(agent), "another cache");
        Assert.Equal(2, agent.RequestCount);
        Assert.False(ask.IsCompleted);
    }

    [Fact]
    public async Task GetNodes_BadOptionsReloaded_SaysWhichAndRecovers()
    {
        await using var agent = await FakeConsulAgent.StartAsync();
        agent.Register("10.0.0.1:11211");
        var configuration = Configure(agent, "");
        var source = Register(configuration);
        var scope = source.Scope;
        configuration["Consul:Wait"] = "00:11:00";
        // the options' own listener throws what it finds into the reload
        Assert.ThrowsAny<Exception>(configuration.Reload);
        var failure = await source.FailAsync();
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Contains("Consul:Wait is 00:11:00", failure.Message, StringComparison.Ordinal);
        Assert.Equal(scope, source.Scope);
        configuration["Consul:Wait"] = "00:10:00";
        configuration.Reload();
        Assert.Equal(1, (await source.AskAsync()).Count);
    }

    private static IConfigurationRoot Configure(FakeConsulAgent agent, string token) =>
        new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>(StringComparer.Ordinal)
        {
            ["Consul:Address"] = agent.Address.AbsoluteUri,
            ["Consul:Service"] = "memcached",
            ["Consul:Token"] = token,
        }).Build();

    private static INodeSource Register(IConfiguration configuration)
    {
        var builder = new TestBuilder("", configuration);
        builder.Services.AddSingleton<TimeProvider>(new ManualTimeProvider());
        builder.UseConsul();
        return builder.Create("Consul");
    }
}
