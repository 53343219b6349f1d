namespace Discovery.Testing.Conformance;

/// <summary>What the checks do to a source: every call is bounded, and whatever breaks a rule becomes a <see cref="ConformanceException"/>.</summary>
internal sealed class ConformanceRun(ConformanceCheck check, NodeSourceRig rig)
{
    /// <summary>Within this a source must end by itself.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Within this a cancelled call must have ended.</summary>
    public static readonly TimeSpan Promptness = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(10);

    public NodeSourceRig Rig => rig;

    public INodeSource Source => rig.Source;

    /// <summary>Asks and wants an answer.</summary>
    public Task<NodeSet> AskAsync(NodeSet? known = null) => AnswerAsync(Call(known));

    /// <summary>Begins a call; what the source throws before its first wait comes out of the task too.</summary>
    public async Task<NodeSet?> Call(NodeSet? known, CancellationToken cancellationToken = default) =>
        await Source.GetNodesAsync(known, cancellationToken).ConfigureAwait(false);

    /// <summary>The answer of a call; every other end of it breaks the rule.</summary>
    public async Task<NodeSet> AnswerAsync(Task<NodeSet?> call)
    {
        try
        {
            return await BoundedAsync(call).ConfigureAwait(false) ?? throw Broken("it answered null; a source answers a set or throws a NodeSourceException");
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw Broken($"it threw {e.GetType().Name} ({e.Message}) where it had an answer to give", e);
        }
    }

    /// <summary>The failure of a call; an answer or another exception breaks the rule.</summary>
    public async Task<NodeSourceException> FailureAsync(Task<NodeSet?> call)
    {
        try
        {
            var answer = await BoundedAsync(call).ConfigureAwait(false);
            throw Broken($"it answered {(answer is null ? "null" : $"{answer.Count} nodes")} where it had to fail with a NodeSourceException");
        }
        catch (NodeSourceException e)
        {
            return e;
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw Broken($"it threw {e.GetType().Name} ({e.Message}); what a source throws is a NodeSourceException", e);
        }
    }

    /// <summary>Cancels a call and wants it to end at once, with that token.</summary>
    public async Task CancelAsync(Task<NodeSet?> call, CancellationTokenSource cancel)
    {
        await cancel.CancelAsync().ConfigureAwait(false);
        await CancelledAsync(call, cancel.Token).ConfigureAwait(false);
    }

    public async Task CancelledAsync(Task<NodeSet?> call, CancellationToken token)
    {
        try
        {
            await call.WaitAsync(Promptness, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
            throw Broken("it answered although the call was cancelled while there was nothing to answer");
        }
        catch (OperationCanceledException e) when (e.CancellationToken == token)
        {
            // as it should be
        }
        catch (TimeoutException e) when (!call.IsCompleted)
        {
            throw Broken($"the cancelled call did not end within {Promptness.TotalSeconds} s", e);
        }
        catch (Exception e) when (e is not ConformanceException)
        {
            throw Broken($"it threw {e.GetType().Name} ({e.Message}); a cancelled call ends with an OperationCanceledException that carries the caller's token", e);
        }
    }

    /// <summary>Waits until so many calls wait for their answer.</summary>
    public async Task WaitForQuestionsAsync(int count)
    {
        using var bound = new CancellationTokenSource(Patience, TimeProvider.System);
        try
        {
            await rig.WaitForQuestionsAsync(count, bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException e) when (bound.IsCancellationRequested)
        {
            throw Broken($"{count} calls were made, but not so many questions came within {Patience.TotalSeconds} s", e);
        }
    }

    /// <summary>Gives the other side a moment to see that connections are closed.</summary>
    public async Task ExpectConnectionsAsync(int most, string after)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (rig.OpenConnections > most)
        {
            if (TimeProvider.System.GetElapsedTime(started) > Promptness)
                throw Broken($"{rig.OpenConnections} connections are open {after}; {most} would be right");
            await Task.Delay(LookInterval, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public void Require(bool isSo, string otherwise)
    {
        if (!isSo)
            throw Broken(otherwise);
    }

    public ConformanceException Broken(string what, Exception? cause = null) =>
        new($"Source '{Source.Name}' breaks the rule {check.Name}. {check.Rule} But {what}.", cause);

    private async Task<NodeSet?> BoundedAsync(Task<NodeSet?> call)
    {
        try
        {
            return await call.WaitAsync(Patience, TimeProvider.System, CancellationToken.None).ConfigureAwait(false);
        }
        catch (TimeoutException e) when (!call.IsCompleted)
        {
            throw Broken($"the call did not end within {Patience.TotalSeconds} s", e);
        }
    }
}
