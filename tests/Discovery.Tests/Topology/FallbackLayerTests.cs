using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class FallbackLayerTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task Ask_PreferredAnswers_TheOtherIsNotAsked()
    {
        var (first, second) = (Answering("First", A), Answering("Second", B));
        var answer = await new FallbackLayer([first, second]).AskAsync(known: null, default);
        Assert.Equal((NodeListOrigin.Source, "First"), (answer.Origin, answer.Source));
        Assert.Empty(second.Asked);
    }

    [Fact]
    public async Task T50_PreferredHasNothing_TheWholeSetIsTheOthers()
    {
        var second = Answering("Second", B);
        var answer = await new FallbackLayer([Failing("a down"), second]).AskAsync(new NodeSet([A]), default);
        Assert.Equal((NodeListOrigin.Fallback, "Second"), (answer.Origin, answer.Source));
        Assert.Equal(new NodeSet([B]), answer.Set);
        Assert.Equal("a down", answer.Failure!.Message);
        Assert.Equal([null], second.Asked); // never held with another source's set
    }

    [Fact]
    public async Task Ask_NobodyHasAList_SaysWhatEachSaid()
    {
        var layer = new FallbackLayer([Failing("a down", NodeSourceFailure.Configuration), Failing("b down")]);
        var failure = await Assert.ThrowsAsync<NodeSourceException>(async () => await layer.AskAsync(known: null, default));
        Assert.Equal("a down b down", failure.Message);
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
    }

    [Fact]
    public async Task T50_SourceDown_ItsFileComesBeforeAnotherSource()
    {
        await using var harness = new TopologyHarness(A, B);
        var other = new ScriptedNodeSource("Other", C);
        harness.Sources.Add(new TopologySource(other, IsRemote: false));
        await harness.StartAsync();
        harness.Source.Fail(new NodeSourceException("down"));
        await harness.NextAnswerAsync(harness.Options.Memory.Ttl);
        Assert.Equal((NodeListOrigin.File, 2), (harness.Current.Origin, harness.Current.Set.Count));
        Assert.Equal(0, other.CallCount);
    }

    [Fact]
    public async Task T50_SourceAndFileGone_FallsBackAndReturns()
    {
        await using var harness = new TopologyHarness(A, B);
        harness.Options.File.Path = null;
        harness.Sources.Add(new TopologySource(new ScriptedNodeSource("Other", C), IsRemote: false));
        harness.Source.Fail(new NodeSourceException("down"));
        await harness.StartAsync();
        Assert.Equal((NodeListOrigin.Fallback, "Other"), (harness.Current.Origin, harness.Current.Source));
        harness.Source.SetNodes(A, B);
        for (var i = 1; i < FallbackLayer.AnswersToReturn; i++)
        {
            await harness.NextAnswerAsync(harness.Options.Watch.MaxBackoff);
            Assert.Equal((NodeListOrigin.Fallback, "Other"), (harness.Current.Origin, harness.Current.Source));
        }

        await harness.NextAnswerAsync(harness.Options.Watch.MaxBackoff);
        Assert.Equal((NodeListOrigin.Source, "Fake"), (harness.Current.Origin, harness.Current.Source));
        Assert.Equal(new NodeSet([A, B]), harness.Current.Set);
    }

    [Fact]
    public async Task T50_PreferredComesAndGoes_TheListStaysWithTheOther()
    {
        var good = false;
        var first = new ScriptedLayer((_, _) => good ? Task.FromResult(ScriptedLayer.Answer(new NodeSet([A]), _clock, "First")) : throw new NodeSourceException("down"));
        var layer = new FallbackLayer([first, Answering("Second", B)]);
        for (var i = 0; i < 30; i++)
        {
            good = i % FallbackLayer.AnswersToReturn != 0; // never often enough in a row
            Assert.Equal("Second", (await layer.AskAsync(known: null, default)).Source);
        }
    }

    [Fact]
    public async Task T50_TheOtherFailsDuringProbation_ThePreferredServesAtOnce()
    {
        var (firstUp, secondUp) = (false, true);
        var first = new ScriptedLayer((_, _) => firstUp ? Task.FromResult(ScriptedLayer.Answer(new NodeSet([A]), _clock, "First")) : throw new NodeSourceException("down"));
        var second = new ScriptedLayer((_, _) => secondUp ? Task.FromResult(ScriptedLayer.Answer(new NodeSet([B]), _clock, "Second")) : throw new NodeSourceException("down"));
        var layer = new FallbackLayer([first, second]);
        await layer.AskAsync(known: null, default);
        (firstUp, secondUp) = (true, false);
        Assert.Equal("First", (await layer.AskAsync(known: null, default)).Source);
    }

    private static ScriptedLayer Failing(string message, NodeSourceFailure kind = NodeSourceFailure.Transient) =>
        new((_, _) => throw new NodeSourceException(kind, message));

    private ScriptedLayer Answering(string name, params Node[] nodes) =>
        new((_, _) => Task.FromResult(ScriptedLayer.Answer(new NodeSet(nodes), _clock, name)));
}
