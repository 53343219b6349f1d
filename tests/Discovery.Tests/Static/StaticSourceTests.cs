using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.FixedLists;

public sealed class StaticSourceTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task GetNodes_Configured_AreNamedAsWritten()
    {
        using var services = Compose(("Static:Nodes:0", " Cache1.internal:11211 "), ("Static:Nodes:1", "[2600:1f18::a]:11212*3"));
        var set = await services.Source().GetNodesAsync(null, default);
        Assert.Equal(["Cache1.internal:11211", "[2600:1f18::a]:11212"], set.Nodes.Select(n => n.Name));
        Assert.Equal([1, 3], set.Nodes.Select(n => n.Weight));
        Assert.Null(set.Version);
    }

    [Fact]
    public async Task GetNodes_Repeated_CountOnce()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "A:1"), ("Static:Nodes:2", "a:1"));
        Assert.Equal("a:1", Assert.Single((await services.Source().GetNodesAsync(null, default)).Nodes).Name);
    }

    [Fact]
    public async Task GetNodes_KnownSet_IsHeldUntilTheListChanges()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "b:1"), ("Static:Nodes:2", "c:1"));
        var source = services.Source();
        var known = await source.GetNodesAsync(null, default);
        var held = source.GetNodesAsync(known, default).AsTask();
        Assert.False(held.IsCompleted);

        services.Reload(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "b:1"));
        var next = await held.WaitAsync(Bound);
        Assert.Equal(["a:1", "b:1"], next.Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task GetNodes_ReloadWithTheSameNodes_KeepsHolding()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "b:1"));
        var source = services.Source();
        var known = await source.GetNodesAsync(null, default);
        var held = source.GetNodesAsync(known, default).AsTask();
        services.Reload(("Static:Nodes:0", "b:1"), ("Static:Nodes:1", "a:1"));
        services.Reload(("Static:Nodes:0", "c:1"));
        Assert.Equal(["c:1"], (await held.WaitAsync(Bound)).Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task GetNodes_OtherSetKnown_AnswersNow()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"));
        var set = await services.Source().GetNodesAsync(new NodeSet([Node.Parse("b:1")]), default).AsTask().WaitAsync(Bound);
        Assert.Equal(["a:1"], set.Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task GetNodes_ReloadWithBadList_FailsThenRecovers()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"));
        var source = services.Source();
        var known = await source.GetNodesAsync(null, default);
        var held = source.GetNodesAsync(known, default).AsTask();

        services.Reload(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "b"));
        var failure = await Assert.ThrowsAsync<NodeSourceException>(() => held.WaitAsync(Bound));
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Equal("Static:Nodes:1: 'b' is not an endpoint: it has no port. Write host:port or [IPv6]:port.", failure.Message);

        services.Reload(("Static:Nodes:0", "a:1"), ("Static:Nodes:1", "b:1"));
        Assert.Equal(2, (await source.GetNodesAsync(known, default)).Count);
    }

    [Fact]
    public async Task GetNodes_CancelledWhileHeld_EndsWithTheCallersToken()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"));
        using var cancel = new CancellationTokenSource();
        var source = services.Source();
        var held = source.GetNodesAsync(await source.GetNodesAsync(null, default), cancel.Token).AsTask();
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => held.WaitAsync(Bound));
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    [Theory]
    [InlineData("Static:Nodes:0", "a:70000", "Static:Nodes:0: 'a:70000' is not an endpoint: the port '70000' is not a number from 1 to 65535. Write host:port or [IPv6]:port.")]
    [InlineData("Static:Nodes:0", "a:1*0", "Static:Nodes:0: the weight in 'a:1*0' is not a number from 1 to 1000000. Write host:port*weight.")]
    [InlineData("Static:Nodes:0", "a:1*", "Static:Nodes:0: the weight in 'a:1*' is not a number from 1 to 1000000. Write host:port*weight.")]
    [InlineData("Static:Nodes:0", "", "Static:Nodes:0: '' is not an endpoint: it is empty. Write host:port or [IPv6]:port.")]
    [InlineData("Other", "", "Static:Nodes has no node; write a list such as [ \"10.0.0.1:11211\", \"10.0.0.2:11211\" ].")]
    public void Create_BadList_NamesTheEntry(string key, string value, string message)
    {
        using var services = Compose((key, value));
        Assert.Equal(message, Assert.Throws<OptionsValidationException>(() => services.Source()).Message);
    }

    [Fact]
    public void Create_OneNodeWithTwoWeights_IsRefused()
    {
        using var services = Compose(("Static:Nodes:0", "a:1*2"), ("Static:Nodes:1", "a:1"));
        var e = Assert.Throws<OptionsValidationException>(() => services.Source());
        Assert.Equal("Static:Nodes:1: 'a:1' repeats 'a:1' with another weight; keep one of them.", e.Message);
    }

    [Fact]
    public void Create_UnknownKey_IsNamed()
    {
        using var services = Compose(("Static:Nodez:0", "a:1"));
        Assert.Contains("Nodez", Assert.Throws<InvalidOperationException>(() => services.Source()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task UseStatic_NodesInCode_ReplaceTheConfiguration()
    {
        using var services = new SourceComposition(builder => builder.UseStatic("c:1", "d:1*2"), ("Static:Nodes:0", "a:1"));
        Assert.Equal(["c:1", "d:1"], (await services.Source().GetNodesAsync(null, default)).Nodes.Select(n => n.Name));
    }

    [Fact]
    public async Task UseStatic_Function_AddsToTheConfiguration()
    {
        using var services = new SourceComposition(builder => builder.UseStatic(o => o.Nodes.Add("d:1")), ("Static:Nodes:0", "a:1"));
        var source = services.Source();
        var known = await source.GetNodesAsync(null, default);
        Assert.Equal(["a:1", "d:1"], known.Nodes.Select(n => n.Name));
        services.Reload(("Static:Nodes:0", "b:1"));
        Assert.Equal(["b:1", "d:1"], (await source.GetNodesAsync(known, default)).Nodes.Select(n => n.Name));
    }

    [Fact]
    public void UseStatic_Registration_IsLocalAndUnique()
    {
        using var services = Compose(("Static:Nodes:0", "a:1"));
        Assert.False(services.Registration.IsRemote);
        Assert.True(services.Source().WaitsForChange);
        Assert.Throws<InvalidOperationException>(() => services.Builder.UseStatic());
    }

    [Fact]
    public async Task UseStatic_TwoCaches_HaveListsOfTheirOwn()
    {
        var services = new ServiceCollection();
        new SourceComposition.BareBuilder("", services, null).UseStatic("a:1");
        new SourceComposition.BareBuilder("sessions", services, null).UseStatic("b:1");
        await using var provider = services.BuildServiceProvider();
        foreach (var (cache, node) in new[] { ("", "a:1"), ("sessions", "b:1") })
        {
            var source = provider.GetRequiredKeyedService<NodeSourceRegistration>(cache).Create(provider);
            Assert.Equal([node], (await source.GetNodesAsync(null, default)).Nodes.Select(n => n.Name));
        }
    }

    private static SourceComposition Compose(params (string Key, string Value)[] settings) => new(builder => builder.UseStatic(), settings);
}
