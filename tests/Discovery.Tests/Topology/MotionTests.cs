using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

/// <summary>How soon a source that cannot wait is asked again; the pause is read from the clock.</summary>
public sealed class MotionTests
{
    private static readonly TimeSpan Ttl = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Hurry = TimeSpan.FromSeconds(3);

    [Fact]
    public async Task Poll_AfterAChange_HurriesForOneTtlAndThenRelaxes()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Source.SetNodes(A, B, C);
        await harness.NextAnswerAsync(Ttl);
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(Hurry, harness.Clock.UntilNextTimer);
            await harness.NextAnswerAsync(Hurry);
        }

        Assert.Equal(Ttl, harness.Clock.UntilNextTimer);
    }

    [Fact]
    public async Task Poll_WhileANodeIsDown_HurriesUntilItIsBack()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Down.Add("b:1");
        await harness.RefreshAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(Hurry, harness.Clock.UntilNextTimer);
            await harness.NextAnswerAsync(Hurry);
        }

        harness.Down.Clear();
        await harness.NextAnswerAsync(Hurry);
        Assert.Equal(Ttl, harness.Clock.UntilNextTimer);
    }

    [Fact]
    public async Task Poll_InMotion_AsksTheSourceAndNotWhatIsKnown()
    {
        await using var harness = new TopologyHarness(A, B);
        await harness.StartAsync();
        harness.Down.Add("b:1");
        await harness.RefreshAsync();
        await harness.NextAnswerAsync(Hurry);
        Assert.All(harness.Source.Calls, call => Assert.Null(call.Known));
    }

    [Theory]
    [InlineData(1, 1)]   // a short TTL below the motion poll is followed
    [InlineData(60, 3)]
    public async Task Poll_InMotion_IsTheShorterOfTheTwo(int ttlSeconds, int expectedSeconds)
    {
        await using var harness = new TopologyHarness(A, B);
        harness.Options.Memory.Ttl = TimeSpan.FromSeconds(ttlSeconds);
        harness.Down.Add("b:1");
        await harness.StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), harness.Clock.UntilNextTimer);
    }

    [Theory]
    [InlineData(0.0, 2.7)]
    [InlineData(1.0, 3.3)]
    public async Task T55_PollInMotion_IsJitteredByATenth(double random, double expectedSeconds)
    {
        await using var harness = new TopologyHarness(A, B) { Random = random };
        harness.Down.Add("b:1");
        await harness.StartAsync();
        Assert.Equal(TimeSpan.FromSeconds(expectedSeconds), harness.Clock.UntilNextTimer);
    }

    [Fact]
    public async Task Hold_WhileANodeIsDown_GoesOn()
    {
        await using var harness = new TopologyHarness(A, B);
        harness.Source.WaitsForChange = true;
        harness.Down.Add("b:1");
        await harness.StartAsync();
        await harness.Source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        harness.Clock.Advance(Ttl);
        Assert.Equal((2, 1), (harness.Source.CallCount, harness.Source.HeldCalls));
    }
}
