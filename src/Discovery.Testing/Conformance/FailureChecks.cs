namespace Discovery.Testing.Conformance;

/// <summary>How a source fails, and that it gets over it.</summary>
internal static class FailureChecks
{
    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(Unreachable_FailsAndNamesTheEndpoint), Unreachable_FailsAndNamesTheEndpoint, RigLevers.Break, "What it throws is a NodeSourceException whose message names the endpoint and no secret."),
        new(nameof(ReachableAgain_AnswersWithoutARestart), ReachableAgain_AnswersWithoutARestart, RigLevers.Break, "After any number of failures the same source answers as soon as it can."),
    ];

    private static async Task Unreachable_FailsAndNamesTheEndpoint(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        await run.Rig.BreakAsync().ConfigureAwait(false);
        foreach (var set in new[] { null, known })
        {
            var failure = await run.FailureAsync(run.Call(set)).ConfigureAwait(false);
            run.Require(failure.Message.Contains(run.Rig.Endpoint, StringComparison.OrdinalIgnoreCase), $"the message does not name '{run.Rig.Endpoint}': {failure.Message}");
            var text = failure.ToString();
            run.Require(!run.Rig.Secrets.Any(secret => text.Contains(secret, StringComparison.OrdinalIgnoreCase)), "a secret is in the exception");
        }
    }

    private static async Task ReachableAgain_AnswersWithoutARestart(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        await run.Rig.BreakAsync().ConfigureAwait(false);
        for (var i = 0; i < 3; i++)
            await run.FailureAsync(run.Call(i % 2 == 0 ? null : known)).ConfigureAwait(false);
        await run.Rig.RepairAsync().ConfigureAwait(false);
        run.RequireNodes(await run.AskAsync().ConfigureAwait(false), SampleNodes.Three);
        await run.Rig.SetNodesAsync(SampleNodes.Four).ConfigureAwait(false);
        run.RequireNodes(await run.AskAsync(known).ConfigureAwait(false), SampleNodes.Four);
    }
}
