using Microsoft.Extensions.Logging;

namespace Discovery;

/// <summary>Nodes from Consul's health API. With a known set the question is held by Consul until something changes.</summary>
internal sealed class ConsulNodeSource(string name, ConsulSettings settings, ConsulClient client, TimeProvider clock, ILogger logger) : INodeSource
{
    private readonly WakeupPace _pace = new(clock);
    private readonly ConsulRemarks _remarks = new(name, logger);

    // what Consul said last; the next held question starts from its index. The answer is dropped after every failure, which
    // makes the next question one that is not held: a server that lost its state would hold an older index for the whole wait.
    // The nodes stay: who asks without a known set after a failure must not be given less than there was without good cause
    private volatile Told? _told;

    public string Name => name;

    public string Scope => settings.Scope;

    public bool WaitsForChange => true;

    public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // not disposed, since a reload may cancel it from another thread while this call ends; without a timer it holds nothing
            var reloaded = new CancellationTokenSource();
            using var watch = settings.OnReload(reloaded);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, reloaded.Token);
            try
            {
                return await AskAsync(ReadOptions(), known, either.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (OperationCanceledException) when (reloaded.IsCancellationRequested)
            {
                // asked again at once, with the new options
                _pace.Reset();
            }
        }
    }

    private ConsulOptions ReadOptions()
    {
        try
        {
            return settings.Current;
        }
        catch (Exception e) when (ConsulSettings.IsRefusal(e))
        {
            throw new NodeSourceException(NodeSourceFailure.Configuration, e.Message, e);
        }
    }

    private async Task<NodeSet> AskAsync(ConsulOptions options, NodeSet? known, CancellationToken cancellationToken)
    {
        var scope = ConsulQuery.Scope(options);
        var told = _told;
        // a set from before a reload is one of another cluster; nothing about this one is known yet
        var isOther = told is not null && !string.Equals(told.Scope, scope, StringComparison.Ordinal);
        if (isOther)
            known = null;
        try
        {
            var answer = known is null
                ? await AskTwiceAsync(new Question(options, isOther ? null : told?.Nodes, ConsulIndex.None, null), cancellationToken).ConfigureAwait(false)
                : await HoldAsync(options, known, scope, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            _told = new Told(scope, answer.Nodes, answer);
            return answer.Nodes;
        }
        catch (Exception e)
        {
            _told = _told is { } before ? before with { Answer = null } : null;
            // whoever asks again after a failure paces that itself
            if (e is NodeSourceException)
                _pace.Reset();
            throw;
        }
    }

    private async Task<ConsulAnswer> HoldAsync(ConsulOptions options, NodeSet known, string scope, CancellationToken cancellationToken)
    {
        var index = _told is { Answer: { } last } told && string.Equals(told.Scope, scope, StringComparison.Ordinal) && last.Nodes.Equals(known)
            ? last.Meta.Index
            : ConsulIndex.None;
        await PauseAsync(_pace.Take(), cancellationToken).ConfigureAwait(false);
        var start = clock.GetTimestamp();
        var left = options.Wait;
        while (true)
        {
            var question = new Question(options, known, index, index == ConsulIndex.None ? null : left);
            var answer = await AskTwiceAsync(question, cancellationToken).ConfigureAwait(false);
            var differs = !answer.Nodes.Equals(known);
            // an agent whose answers have no index may hold the next question and may not: one trial, then polls
            Settle(differs, canWait: answer.Meta.HasIndex || index == ConsulIndex.None);
            index = answer.Meta.Index;
            left = options.Wait - clock.GetElapsedTime(start);
            // Consul may end a hold a moment early; the rest is not worth a question
            if (differs || left <= options.Wait / 16)
                return answer;
            var pause = _pace.Take();
            await PauseAsync(pause < left ? pause : left, cancellationToken).ConfigureAwait(false);
            left = options.Wait - clock.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
                return answer;
        }
    }

    private void Settle(bool differs, bool canWait)
    {
        if (!canWait)
            _pace.Exhaust();
        else if (differs)
            _pace.Changed();
    }

    /// <summary>Asks, and asks once more without an index what looks wrong, before anything may be removed for it.</summary>
    private async Task<ConsulAnswer> AskTwiceAsync(Question question, CancellationToken cancellationToken)
    {
        var (options, known, index, wait) = question;
        var answer = await client.AskAsync(options, index, wait, cancellationToken).ConfigureAwait(false);
        if (ConsulSuspicion.AsksAgain(answer, wait is null ? ConsulIndex.None : index, known))
            answer = await client.AskAsync(options, ConsulIndex.None, wait: null, cancellationToken).ConfigureAwait(false);
        _remarks.On(answer);
        return ConsulSuspicion.Doubt(answer, known) is { } doubt ? throw ConsulFailure.OfSuspicion(doubt, options) : answer;
    }

    private Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken) =>
        pause > TimeSpan.Zero ? Task.Delay(pause, clock, cancellationToken) : Task.CompletedTask;

    private sealed record Told(string Scope, NodeSet Nodes, ConsulAnswer? Answer);

    private sealed record Question(ConsulOptions Options, NodeSet? Known, ulong Index, TimeSpan? Wait);
}
