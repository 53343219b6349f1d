using Discovery.Testing;
using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

/// <summary>Held questions against an agent that holds them.</summary>
public sealed class ConsulHoldTests
{
    [Fact]
    public async Task GetNodes_Known_IsHeldUntilTheServiceChanges()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        var ask = source.AskAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.Equal(known.Version, agent.Requests[^1].Index);
        Assert.Equal("60000ms", agent.Requests[^1].Parameter("wait"));
        agent.Register("10.0.0.4:11211");
        Assert.Equal("10.0.0.1:11211 10.0.0.2:11211 10.0.0.3:11211 10.0.0.4:11211", (await ask).Names());
        Assert.Equal(2, agent.RequestCount);
    }

    [Fact]
    public async Task GetNodes_NodeFailsItsCheck_IsGone()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var ask = source.AskAsync(await source.AskAsync());
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.SetHealth("10.0.0.2:11211", "critical");
        Assert.Equal("10.0.0.1:11211 10.0.0.3:11211", (await ask).Names());
    }

    [Fact]
    public async Task GetNodes_NothingChanges_AnswersTheSameWhenTheWaitIsOver()
    {
        var clock = new ManualTimeProvider();
        await using var agent = await ThreeNodesAsync(clock);
        var source = Create(Options(agent), clock: clock);
        var known = await source.AskAsync();
        var ask = source.AskAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(known, await ask);
        Assert.Equal(2, agent.RequestCount);
    }

    [Fact]
    public async Task GetNodes_WokenWithoutAChange_GoesOnHoldingWithTheNewIndex()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var ask = source.AskAsync(await source.AskAsync());
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.Touch();
        await agent.WaitForRequestsAsync(3).WaitAsync(Bound);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.False(ask.IsCompleted);
        Assert.Equal(agent.Index, agent.Requests[^1].Index);
        agent.Deregister("10.0.0.1:11211");
        Assert.Equal(2, (await ask).Count);
    }

    [Fact]
    public async Task GetNodes_KnownFromAFileWithAForeignVersion_IsComparedAtOnceAndThenHeld()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var fromFile = new NodeSet((await Create(Options(agent)).AskAsync()).Nodes, version: 999_999);
        agent.ClearRequests();
        var ask = source.AskAsync(fromFile);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.Equal([0ul, agent.Index], agent.Requests.Select(request => request.Index));
        agent.Register("10.0.0.4:11211");
        Assert.Equal(4, (await ask).Count);
    }

    [Fact]
    public async Task GetNodes_KnownFromAFileThatIsOutdated_AnswersAtOnce()
    {
        await using var agent = await ThreeNodesAsync();
        Assert.Equal(3, (await Create(Options(agent)).AskAsync(new NodeSet([Node.Parse("10.0.0.1:11211")], version: 999_999))).Count);
        Assert.Equal(1, agent.RequestCount);
    }

    [Fact]
    public async Task T05_IndexGoesBackWithTheSameNodes_AsksAnewAndGoesOnHolding()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        // a restored snapshot: the same instances, all indexes lower
        var restored = FakeConsulReply.Json(Entries.Of([.. known.Nodes.Select(node => node.Name)]), 4);
        agent.Script = request => request.Index == 4 ? FakeConsulReply.NoAnswer : restored;
        agent.ClearRequests();
        var ask = source.AskAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.False(ask.IsCompleted);
        Assert.Equal([known.Version!.Value, 0ul, 4ul], agent.Requests.Select(request => request.Index));
        Assert.Null(agent.Requests[1].Parameter("index"));
        Assert.Null(agent.Requests[1].Parameter("wait"));
    }

    [Fact]
    public async Task T06_IndexGoesBackWithNothing_AsksAnewAndFindsTheNodes()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        agent.Reply(FakeConsulReply.Json("[]", 1));
        var ask = source.AskAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        Assert.Equal([0ul, known.Version!.Value, 0ul, known.Version!.Value], agent.Requests.Select(request => request.Index));
        Assert.False(ask.IsCompleted);
    }

    [Fact]
    public async Task GetNodes_StateLost_IsSuspectAndTheNextQuestionIsNotHeld()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        var ask = source.FailAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        agent.LoseState();
        Assert.Equal(NodeSourceFailure.Suspect, (await ask).Kind);
        foreach (var node in new[] { "10.0.0.7:11211", "10.0.0.8:11211" })
            agent.Register(node);
        Assert.Equal("10.0.0.7:11211 10.0.0.8:11211", (await source.AskAsync(known)).Names());
    }

    [Fact]
    public async Task GetNodes_AgentRestartedEmpty_FailsThenFollowsAtOnce()
    {
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent));
        var known = await source.AskAsync();
        var ask = source.FailAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        await agent.RestartEmptyAsync();
        Assert.Equal(NodeSourceFailure.Transient, (await ask).Kind);
        Assert.Equal(NodeSourceFailure.Suspect, (await source.FailAsync(known)).Kind);
        agent.Register("10.0.0.1:11211");
        Assert.Equal(1, (await source.AskAsync(known)).Count);
    }

    [Fact]
    public async Task GetNodes_HoldNeverAnswered_EndsWithItsOwnDeadline()
    {
        var clock = new ManualTimeProvider();
        await using var agent = await ThreeNodesAsync();
        var source = Create(Options(agent), clock: clock);
        var known = await source.AskAsync();
        agent.Reply(FakeConsulReply.NoAnswer);
        var ask = source.FailAsync(known);
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        clock.Advance(TimeSpan.FromSeconds(68.7));
        Assert.False(ask.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Contains("did not answer within 68.75 s", (await ask).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T53_CancelledWhileHeld_EndsAndClosesTheConnection()
    {
        await using var agent = await ThreeNodesAsync();
        var box = new OptionsBox(Options(agent));
        var source = Create(box);
        var known = await source.AskAsync();
        using var cancel = new CancellationTokenSource();
        var ask = source.GetNodesAsync(known, cancel.Token).AsTask();
        await agent.WaitForHeldAsync().WaitAsync(Bound);
        await cancel.CancelAsync();
        var ended = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(cancel.Token, ended.CancellationToken);
        await agent.WaitForHeldAsync(0).WaitAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, box.Listeners);
    }

    [Fact]
    public async Task GetNodes_CancelledBefore_AsksNothing()
    {
        await using var agent = await ThreeNodesAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Create(Options(agent)).GetNodesAsync(null, new CancellationToken(canceled: true)).AsTask().WaitAsync(Bound));
        Assert.Equal(0, agent.RequestCount);
    }

    private static async Task<FakeConsulAgent> ThreeNodesAsync(TimeProvider? clock = null)
    {
        var agent = await FakeConsulAgent.StartAsync(clock);
        for (var i = 1; i <= 3; i++)
            agent.Register($"10.0.0.{i}:11211");
        return agent;
    }
}
