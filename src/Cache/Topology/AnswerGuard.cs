namespace Discovery.Cache.Topology;

/// <summary>Refuses answers that must not be believed, before any memory can hold them. The rules are <see cref="GuardRules"/>.</summary>
internal sealed class AnswerGuard(INodeLayer inner, GuardTools tools) : INodeLayer
{
    private readonly Lock _gate = new();
    private GuardState _state = GuardState.Nothing;
    private string? _scope;

    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        var scope = tools.Scope();
        var answer = await inner.AskAsync(known, cancellationToken).ConfigureAwait(false);
        var decision = Decide(scope, answer.Set);
        if (decision.Reason is null)
            return answer with { Verdict = decision.Verdict };
        var message = $"Source '{answer.Source}' is not believed: {decision.Reason}";
        throw new NodeSourceException(NodeSourceFailure.Suspect, message, new AnswerRefusedException(decision.Verdict!.Value, message) { IsPending = decision.Next.Doubt is not null });
    }

    private GuardDecision Decide(string scope, NodeSet candidate)
    {
        lock (_gate)
        {
            if (!string.Equals(scope, _scope, StringComparison.Ordinal))
                _state = new GuardState(tools.Stored?.Invoke(), Doubt: null);
            _scope = scope;
            var decision = GuardRules.Decide(_state, candidate, tools.Options(), new GuardFacts(tools.Clock.GetElapsedTime(0), tools.Answers));
            _state = decision.Next;
            return decision;
        }
    }
}
