namespace Discovery.Testing.Conformance;

/// <summary>How a call ends that nobody wants any longer.</summary>
internal static class CancellationChecks
{
    private const int Crowd = 20;

    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(CancelledBefore_EndsWithThatToken), CancelledBefore_EndsWithThatToken, RigLevers.None, "A call with a cancelled token ends with an OperationCanceledException that carries the token."),
        new(nameof(CancelledWhileHeld_EndsAtOnce), CancelledWhileHeld_EndsAtOnce, RigLevers.None, "A held call ends within a second of its cancellation, with the caller's token."),
        new(nameof(CancelledWhileAsking_EndsAtOnce), CancelledWhileAsking_EndsAtOnce, RigLevers.Stall, "A call that gets no answer ends within a second of its cancellation, with the caller's token."),
        new(nameof(CancelledCrowd_LeavesNoConnection), CancelledCrowd_LeavesNoConnection, RigLevers.Stall | RigLevers.Count, "Cancelled calls leave no connection behind."),
    ];

    private static async Task CancelledBefore_EndsWithThatToken(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        using var cancel = new CancellationTokenSource();
        await cancel.CancelAsync().ConfigureAwait(false);
        await run.CancelledAsync(run.Call(null, cancel.Token), cancel.Token).ConfigureAwait(false);
        await run.CancelledAsync(run.Call(known, cancel.Token), cancel.Token).ConfigureAwait(false);
    }

    private static async Task CancelledWhileHeld_EndsAtOnce(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        if (!run.Source.WaitsForChange)
            return;
        using var cancel = new CancellationTokenSource();
        var call = run.Call(known, cancel.Token);
        await run.WaitForQuestionsAsync(1).ConfigureAwait(false);
        await run.CancelAsync(call, cancel).ConfigureAwait(false);
        run.RequireNodes(await run.AskAsync().ConfigureAwait(false), SampleNodes.Three);
    }

    private static async Task CancelledWhileAsking_EndsAtOnce(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        await run.Rig.StallAsync().ConfigureAwait(false);
        using var cancel = new CancellationTokenSource();
        var call = run.Call(null, cancel.Token);
        await run.WaitForQuestionsAsync(1).ConfigureAwait(false);
        await run.CancelAsync(call, cancel).ConfigureAwait(false);
    }

    private static async Task CancelledCrowd_LeavesNoConnection(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        await run.AskAsync().ConfigureAwait(false);
        // one may be kept for the next question
        var usual = Math.Max(1, run.Rig.OpenConnections);
        await run.Rig.StallAsync().ConfigureAwait(false);
        using var cancel = new CancellationTokenSource();
        var calls = Enumerable.Range(0, Crowd).Select(_ => run.Call(null, cancel.Token)).ToArray();
        await run.WaitForQuestionsAsync(Crowd).ConfigureAwait(false);
        await cancel.CancelAsync().ConfigureAwait(false);
        foreach (var call in calls)
            await run.CancelledAsync(call, cancel.Token).ConfigureAwait(false);
        await run.ExpectConnectionsAsync(usual, $"after {Crowd} calls were cancelled").ConfigureAwait(false);
    }
}
