namespace Discovery.Testing.Conformance;

/// <summary>What <see cref="INodeSource.WaitsForChange"/> promises.</summary>
internal static class HoldChecks
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(100);

    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(KnownIsPresent_WaitsAsItSays), KnownIsPresent_WaitsAsItSays, RigLevers.None, "Asked with the present set it holds the call until there is another when WaitsForChange is true, and answers now when it is false."),
        new(nameof(OneHeldCallCancelled_TheOtherGoesOn), OneHeldCallCancelled_TheOtherGoesOn, RigLevers.None, "Of two held calls each ends by its own token only, and a change answers the one that is left."),
    ];

    private static async Task KnownIsPresent_WaitsAsItSays(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        var call = run.Call(known);
        if (!run.Source.WaitsForChange)
        {
            run.RequireNodes(await run.AnswerAsync(call).ConfigureAwait(false), SampleNodes.Three);
            return;
        }

        await run.WaitForQuestionsAsync(1).ConfigureAwait(false);
        // one that does not hold may take a moment to answer
        await Task.WhenAny(call, Task.Delay(Moment, TimeProvider.System, CancellationToken.None)).ConfigureAwait(false);
        run.Require(!call.IsCompleted, "the call ended before anything changed");
        await run.Rig.SetNodesAsync(SampleNodes.Four).ConfigureAwait(false);
        run.RequireNodes(await run.AnswerAsync(call).ConfigureAwait(false), SampleNodes.Four);
    }

    private static async Task OneHeldCallCancelled_TheOtherGoesOn(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        var known = await run.AskAsync().ConfigureAwait(false);
        if (!run.Source.WaitsForChange)
            return;
        using var cancel = new CancellationTokenSource();
        var (leaves, stays) = (run.Call(known, cancel.Token), run.Call(known, CancellationToken.None));
        await run.WaitForQuestionsAsync(2).ConfigureAwait(false);
        await run.CancelAsync(leaves, cancel).ConfigureAwait(false);
        run.Require(!stays.IsCompleted, "the other call ended with the one that was cancelled");
        await run.Rig.SetNodesAsync(SampleNodes.Four).ConfigureAwait(false);
        run.RequireNodes(await run.AnswerAsync(stays).ConfigureAwait(false), SampleNodes.Four);
    }
}
