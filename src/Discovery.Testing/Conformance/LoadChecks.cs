namespace Discovery.Testing.Conformance;

/// <summary>Many calls, at once and in a row.</summary>
internal static class LoadChecks
{
    private const int Crowd = 16;
    private const int Row = 100;

    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(ManyCallsAtOnce_AreAnsweredAlike), ManyCallsAtOnce_AreAnsweredAlike, RigLevers.None, "Calls may run at the same time."),
        new(nameof(HundredQuestions_LeakNoConnection), HundredQuestions_LeakNoConnection, RigLevers.Count, "A question that is over leaves no further connection open."),
    ];

    private static async Task ManyCallsAtOnce_AreAnsweredAlike(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var calls = Enumerable.Range(0, Crowd).Select(_ => Task.Run(() => run.Call(null))).ToArray();
        foreach (var call in calls)
            run.RequireNodes(await run.AnswerAsync(call).ConfigureAwait(false), SampleNodes.Three);
    }

    private static async Task HundredQuestions_LeakNoConnection(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        await run.AskAsync().ConfigureAwait(false);
        // one may be kept for the next question
        var usual = Math.Max(1, run.Rig.OpenConnections);
        for (var i = 0; i < Row; i++)
            await run.AskAsync().ConfigureAwait(false);
        await run.ExpectConnectionsAsync(usual, $"after {Row} questions in a row").ConfigureAwait(false);
    }
}
