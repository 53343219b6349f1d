using Discovery.Testing;

namespace Discovery.Tests.Conformance;

/// <summary>The checks themselves: each finds the fault that it is for.</summary>
public sealed class ConformanceSuiteTests
{
    public static TheoryData<string, SourceFault, string> Faults => new()
    {
        { "NothingKnown_AnswersNow", SourceFault.Null, "it answered null" },
        { "AskedTwice_TellsEqualSets", SourceFault.NamesByPosition, "it told n0, n1, n2" },
        { "UnsortedAndRepeated_TellsEachNodeOnce", SourceFault.NamesByPosition, "10.0.0.1:11211, 10.0.0.1:11211" },
        { "KnownIsOutdated_TellsThePresentNodes", SourceFault.BelievesTheKnown, "where there were 10.0.0.1:11211" },
        { "NoNodes_NeverTellsAnEmptySet", SourceFault.Empty, "it answered 0 nodes" },
        { "NoNodes_NeverTellsAnEmptySet", SourceFault.EmptyIsTransient, "it failed as Transient" },
        { "KnownIsPresent_WaitsAsItSays", SourceFault.DoesNotHold, "the call ended before anything changed" },
        { "OneHeldCallCancelled_TheOtherGoesOn", SourceFault.CancelsTogether, ". But " },
        { "Unreachable_FailsAndNamesTheEndpoint", SourceFault.ForeignException, "it threw InvalidOperationException" },
        { "Unreachable_FailsAndNamesTheEndpoint", SourceFault.SilentException, "the message does not name 'the script'" },
        { "ReachableAgain_AnswersWithoutARestart", SourceFault.NeverRecovers, "it threw NodeSourceException" },
        { "CancelledBefore_EndsWithThatToken", SourceFault.IgnoresTheToken, "it answered although the call was cancelled" },
        { "CancelledBefore_EndsWithThatToken", SourceFault.ForeignCancellation, "carries the caller's token" },
        { "CancelledWhileHeld_EndsAtOnce", SourceFault.IgnoresTheToken, "did not end within 1 s" },
        { "CancelledWhileAsking_EndsAtOnce", SourceFault.IgnoresTheToken, "did not end within 1 s" },
        { "CancelledCrowd_LeavesNoConnection", SourceFault.KeepsConnections, "21 connections are open after 20 calls were cancelled" },
        { "NameAndScope_AreStableAndWithoutSecrets", SourceFault.ScopeWithSecret, "a secret is in the Scope" },
        { "NameAndScope_AreStableAndWithoutSecrets", SourceFault.RestlessScope, "the Scope became 'here 2'" },
        { "PointedElsewhere_HasAnotherScope", SourceFault.FixedScope, "the Scope is still 'here'" },
        { "ManyCallsAtOnce_AreAnsweredAlike", SourceFault.OneAtATime, "it threw InvalidOperationException" },
        { "HundredQuestions_LeakNoConnection", SourceFault.KeepsConnections, "101 connections are open after 100 questions" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Run_SourceWithAFault_SaysWhichRuleIsBrokenAndHow(string check, SourceFault fault, string expected)
    {
        var e = await Assert.ThrowsAsync<ConformanceException>(() => new Suite(() => new FaultyRig(fault)).RunAsync(check));
        Assert.StartsWith($"Source 'faulty' breaks the rule {check}. ", e.Message, StringComparison.Ordinal);
        Assert.Contains(expected, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_Checks_HaveAFaultThatTheyFind() =>
        Assert.Equal(NodeSourceConformance.All.Select(check => check.Name), Faults.Select(row => (string)row[0]).Distinct(StringComparer.Ordinal));

    [Fact]
    public void Names_Levers_SelectTheChecks()
    {
        Assert.Equal(NodeSourceConformance.All.Count, NodeSourceConformance.Names(RigLevers.All).Count());
        Assert.DoesNotContain("PointedElsewhere_HasAnotherScope", NodeSourceConformance.Names(RigLevers.All & ~RigLevers.Move));
        Assert.All(NodeSourceConformance.Names(RigLevers.None), name => Assert.Equal(RigLevers.None, NodeSourceConformance.All.Single(check => check.Name == name).Levers));
    }

    [Fact]
    public async Task Run_UnknownCheck_NamesThoseThereAre()
    {
        var e = await Assert.ThrowsAsync<ArgumentException>(() => new Suite(() => new ScriptedRig(waits: true)).RunAsync("Nonsense"));
        Assert.Contains("NothingKnown_AnswersNow", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_LeverThatIsMissing_SaysWhich()
    {
        await using var rig = new DelegateRig();
        var check = NodeSourceConformance.All.Single(one => one.Name == "CancelledWhileAsking_EndsAtOnce");
        var e = await Assert.ThrowsAsync<NotSupportedException>(() => check.RunAsync(rig));
        Assert.StartsWith("DelegateRig does not implement RigLevers.Stall", e.Message, StringComparison.Ordinal);
    }

    private sealed class Suite(Func<NodeSourceRig> make) : NodeSourceConformance
    {
        protected override Task<NodeSourceRig> StartAsync() => Task.FromResult(make());
    }
}
