using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;

namespace Discovery.Tests.Topology;

public sealed class SourceLayerTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Ask_SourceAnswers_TellsOriginAndMoment()
    {
        var source = new ScriptedNodeSource("Fake", TopologyHarness.A) { WaitsForChange = true };
        var answer = await new SourceLayer(source, _clock).AskAsync(known: null, default);
        Assert.Equal(("Fake", NodeListOrigin.Source, true), (answer.Source, answer.Origin, answer.WaitsForChange));
        Assert.Equal(_clock.GetUtcNow(), answer.Confirmed.At);
    }

    [Fact]
    public async Task Ask_NullAnswer_IsTransientFailureNamingTheSource()
    {
        var failure = await FailureOf((_, _) => new ValueTask<NodeSet>((NodeSet)null!));
        Assert.Equal(NodeSourceFailure.Transient, failure.Kind);
        Assert.Contains("'mine' answered null", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_ForeignException_IsTransientFailureWithItsCause()
    {
        var failure = await FailureOf((_, _) => throw new InvalidOperationException("boom"));
        Assert.Equal("Source 'mine' failed: boom", failure.Message);
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public async Task Ask_OwnFailure_PassesUntouched()
    {
        var thrown = new NodeSourceException(NodeSourceFailure.Configuration, "403");
        Assert.Same(thrown, await FailureOf((_, _) => throw thrown));
    }

    [Fact]
    public async Task Ask_SourceCancelsByItself_IsAFailureNotACancellation() =>
        Assert.Equal(NodeSourceFailure.Transient, (await FailureOf((_, _) => throw new TaskCanceledException())).Kind);

    [Fact]
    public async Task Ask_CallerCancelsSourceThatIgnoresItsToken_EndsAsCancellation()
    {
        using var cancel = new CancellationTokenSource();
        var never = new TaskCompletionSource<NodeSet>();
        var call = new SourceLayer(new DelegateSource((_, _) => new(never.Task)), _clock).AskAsync(known: null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.WaitAsync(TopologyHarness.Bound));
    }

    private async Task<NodeSourceException> FailureOf(Func<NodeSet?, CancellationToken, ValueTask<NodeSet>> source) =>
        await Assert.ThrowsAsync<NodeSourceException>(async () => await new SourceLayer(new DelegateSource(source), _clock).AskAsync(known: null, default));

    private sealed class DelegateSource(Func<NodeSet?, CancellationToken, ValueTask<NodeSet>> answer) : INodeSource
    {
        public string Name => "mine";

        public ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken) => answer(known, cancellationToken);
    }
}
