using Discovery.Testing;

namespace Discovery.Tests.Testing;

public sealed class ScriptedNodeSourceTests
{
    private static readonly Node A = Node.Parse("a:1");
    private static readonly Node B = Node.Parse("b:1");
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task GetNodes_NothingTold_FailsAndSaysWhatToCall()
    {
        var source = new ScriptedNodeSource("fake");
        var failure = await Assert.ThrowsAsync<NodeSourceException>(async () => await source.GetNodesAsync(known: null, default));
        Assert.Contains("SetNodes", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetNodes_EnqueuedAnswers_ComeInOrderBeforeTheStandingOne()
    {
        var source = new ScriptedNodeSource("fake", A);
        source.Enqueue(NodeSet.Empty);
        source.Enqueue(new InvalidOperationException("once"));
        Assert.Equal(0, (await source.GetNodesAsync(known: null, default)).Count);
        await Assert.ThrowsAsync<InvalidOperationException>(async () => await source.GetNodesAsync(known: null, default));
        Assert.Equal(new NodeSet([A]), await source.GetNodesAsync(known: null, default));
        Assert.Equal(3, source.CallCount);
    }

    [Fact]
    public async Task GetNodes_KnownSetOfWaitingSource_IsHeldUntilTheNodesChange()
    {
        var source = new ScriptedNodeSource("fake", A) { WaitsForChange = true };
        var known = await source.GetNodesAsync(known: null, default);
        var held = source.GetNodesAsync(known, default).AsTask();
        await source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        Assert.False(held.IsCompleted);
        source.SetNodes(A, B);
        Assert.Equal(2, (await held.WaitAsync(Bound)).Count);
        Assert.Same(known, source.Calls[1].Known);
        Assert.Equal(0, source.HeldCalls);
    }

    [Fact]
    public async Task GetNodes_KnownSetOfPolledSource_IsAnsweredAtOnce()
    {
        var source = new ScriptedNodeSource("fake", A);
        Assert.Equal(new NodeSet([A]), await source.GetNodesAsync(new NodeSet([A]), default).AsTask().WaitAsync(Bound));
    }

    [Fact]
    public async Task Fail_WithHeldCall_ThrowsThereAndInEveryLaterCall()
    {
        var source = new ScriptedNodeSource("fake", A) { WaitsForChange = true };
        var held = source.GetNodesAsync(new NodeSet([A]), default).AsTask();
        source.Fail(new NodeSourceException("down"));
        await Assert.ThrowsAsync<NodeSourceException>(() => held.WaitAsync(Bound));
        await Assert.ThrowsAsync<NodeSourceException>(async () => await source.GetNodesAsync(known: null, default));
    }

    [Fact]
    public async Task Hold_UntilRelease_LeavesEvenAnAnswerNowWaiting()
    {
        var source = new ScriptedNodeSource("fake", A);
        source.Hold();
        var call = source.GetNodesAsync(known: null, default).AsTask();
        await source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        Assert.False(call.IsCompleted);
        source.Release();
        Assert.Equal(1, (await call.WaitAsync(Bound)).Count);
    }

    [Fact]
    public async Task GetNodes_CancelledWhileHeld_EndsAndTakesNoAnswer()
    {
        var source = new ScriptedNodeSource("fake", A);
        source.Hold();
        using var cancel = new CancellationTokenSource();
        var call = source.GetNodesAsync(known: null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(Bound));
        source.Enqueue(new NodeSet([B]));
        source.Release();
        Assert.Equal(new NodeSet([B]), await source.GetNodesAsync(known: null, default));
    }
}
