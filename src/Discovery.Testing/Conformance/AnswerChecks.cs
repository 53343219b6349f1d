namespace Discovery.Testing.Conformance;

/// <summary>What an answer looks like.</summary>
internal static class AnswerChecks
{
    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(NothingKnown_AnswersNow), NothingKnown_AnswersNow, RigLevers.None, "Asked without a known set it answers now, with the nodes that exist."),
        new(nameof(AskedTwice_TellsEqualSets), AskedTwice_TellsEqualSets, RigLevers.None, "The same nodes are equal sets with one fingerprint, in whatever order they came."),
        new(nameof(UnsortedAndRepeated_TellsEachNodeOnce), UnsortedAndRepeated_TellsEachNodeOnce, RigLevers.None, "A set has each node once, sorted by name."),
        new(nameof(KnownIsOutdated_TellsThePresentNodes), KnownIsOutdated_TellsThePresentNodes, RigLevers.None, "Asked with a set that is not the present one it tells the present one, and leaves the other as it is."),
        new(nameof(NoNodes_NeverTellsAnEmptySet), NoNodes_NeverTellsAnEmptySet, RigLevers.Empty, "Where there is no node it throws, Suspect or Configuration, instead of telling an empty set."),
    ];

    private static async Task NothingKnown_AnswersNow(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        run.RequireNodes(await run.AskAsync().ConfigureAwait(false), SampleNodes.Three);
    }

    private static async Task AskedTwice_TellsEqualSets(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var first = await run.AskAsync().ConfigureAwait(false);
        await run.Rig.SetNodesAsync([.. SampleNodes.Three.Reverse()]).ConfigureAwait(false);
        var second = await run.AskAsync().ConfigureAwait(false);
        run.Require(first.Equals(second), $"it told {first} and then {second}");
        run.Require(string.Equals(first.Fingerprint, second.Fingerprint, StringComparison.Ordinal), "the fingerprints of equal sets differ");
    }

    private static async Task UnsortedAndRepeated_TellsEachNodeOnce(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync([SampleNodes.Three[2], SampleNodes.Three[0], SampleNodes.Three[1], SampleNodes.Three[0]]).ConfigureAwait(false);
        var set = await run.AskAsync().ConfigureAwait(false);
        run.RequireNodes(set, SampleNodes.Three);
        var names = set.Nodes.Select(node => node.Name).ToArray();
        run.Require(names.SequenceEqual(names.Order(StringComparer.Ordinal), StringComparer.Ordinal), $"the names come as {string.Join(", ", names)}");
    }

    private static async Task KnownIsOutdated_TellsThePresentNodes(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        var (before, version) = (known.ToString(), known.Version);
        await run.Rig.SetNodesAsync(SampleNodes.Four).ConfigureAwait(false);
        run.RequireNodes(await run.AskAsync(known).ConfigureAwait(false), SampleNodes.Four);
        run.Require(string.Equals(known.ToString(), before, StringComparison.Ordinal) && known.Version == version, "it changed the set that it was given");
    }

    private static async Task NoNodes_NeverTellsAnEmptySet(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        await run.Rig.SetNodesAsync([]).ConfigureAwait(false);
        foreach (var set in new[] { null, known })
        {
            var failure = await run.FailureAsync(run.Call(set)).ConfigureAwait(false);
            run.Require(failure.Kind != NodeSourceFailure.Transient, $"it failed as Transient ({failure.Message}), as if no answer had come");
        }
    }
}
