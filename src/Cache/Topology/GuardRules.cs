namespace Discovery.Cache.Topology;

/// <summary>What the guard remembers: the last set it let through, and the one it doubts.</summary>
internal sealed record GuardState(NodeSet? Accepted, Doubt? Doubt)
{
    public static GuardState Nothing { get; } = new(Accepted: null, Doubt: null);
}

/// <param name="Verdict">Which rule doubts it.</param>
/// <param name="Set">What the source said last.</param>
/// <param name="Seen">How often in a row it said exactly that.</param>
/// <param name="Since">When the rule first held something back, without a pause since.</param>
internal sealed record Doubt(NodeVerdict Verdict, NodeSet Set, int Seen, TimeSpan Since);

/// <param name="Verdict">What becomes of the answer; null for an ordinary one.</param>
/// <param name="Reason">Why it is refused; null when it is let through.</param>
/// <param name="Next">What the guard remembers from here.</param>
internal sealed record GuardDecision(NodeVerdict? Verdict, string? Reason, GuardState Next);

/// <param name="Now">The time on any clock that does not jump.</param>
/// <param name="Answers">Whether the node of that name still answers, as far as is known.</param>
internal sealed record GuardFacts(TimeSpan Now, Func<string, bool> Answers);

/// <summary>Decides what may be believed: a pure function of what was accepted, what is said now, the options and the facts.</summary>
internal static class GuardRules
{
    /// <param name="state">What the guard remembers.</param>
    /// <param name="candidate">What the source says now.</param>
    /// <param name="options">The limits; null for a source that is certain, of which only an empty answer is refused.</param>
    /// <param name="facts">What is known beside the answers.</param>
    public static GuardDecision Decide(GuardState state, NodeSet candidate, GuardOptions? options, GuardFacts facts)
    {
        if (candidate.Count == 0)
            return Refuse(state, "the answer is empty; check that the cluster has nodes and that the source may see them.");
        if (options is null)
            return Accept(verdict: null, candidate);
        if (candidate.Count < options.MinNodes)
            return Refuse(state, $"the answer has {candidate.Count} nodes, fewer than Guard:MinNodes ({options.MinNodes}).");
        if (state.Accepted is not { } accepted || DoubtOf(accepted, candidate, options) is not { } verdict)
            return Accept(verdict: null, candidate);
        var doubt = Next(state.Doubt, verdict, candidate, facts.Now);
        var alive = Removed(accepted, candidate).FirstOrDefault(facts.Answers);
        return IsSettled(doubt, alive, options, facts.Now)
            ? Accept(verdict is NodeVerdict.ClusterReplaced ? verdict : NodeVerdict.Accepted, candidate)
            : new GuardDecision(verdict is NodeVerdict.ClusterReplaced ? NodeVerdict.Quarantined : verdict, Explain(doubt, accepted, alive, options), state with { Doubt = doubt });
    }

    private static NodeVerdict? DoubtOf(NodeSet accepted, NodeSet candidate, GuardOptions options)
    {
        if (accepted.Equals(candidate))
            return null;
        var removed = Removed(accepted, candidate).Count();
        if (removed == accepted.Count)
            return NodeVerdict.ClusterReplaced;
        if (candidate.Version < accepted.Version)
            return NodeVerdict.Stale;
        return removed > options.MaxRemovalShare * accepted.Count ? NodeVerdict.Quarantined : null;
    }

    private static IEnumerable<string> Removed(NodeSet accepted, NodeSet candidate) =>
        accepted.Nodes.Select(node => node.Name).Except(candidate.Nodes.Select(node => node.Name), StringComparer.Ordinal);

    private static Doubt Next(Doubt? last, NodeVerdict verdict, NodeSet candidate, TimeSpan now)
    {
        if (last?.Verdict != verdict)
            return new Doubt(verdict, candidate, Seen: 1, now);
        return last with { Set = candidate, Seen = last.Set.Equals(candidate) ? last.Seen + 1 : 1 };
    }

    private static bool IsSettled(Doubt doubt, string? alive, GuardOptions options, TimeSpan now)
    {
        var confirmed = doubt.Seen > options.Confirmations;
        var grace = now - doubt.Since >= options.RemovalGrace;
        return doubt.Verdict switch
        {
            NodeVerdict.Stale => confirmed && grace, // one that lags behind agrees with itself too; only time tells
            NodeVerdict.Quarantined => grace || (confirmed && alive is null), // a source that removes what answers is more likely wrong than right
            _ => confirmed, // the nodes of a cluster that was replaced may well live on
        };
    }

    private static GuardDecision Accept(NodeVerdict? verdict, NodeSet candidate) => new(verdict, Reason: null, new GuardState(candidate, Doubt: null));

    private static GuardDecision Refuse(GuardState state, string reason) => new(NodeVerdict.Quarantined, reason, state with { Doubt = null });

    private static string Explain(Doubt doubt, NodeSet accepted, string? alive, GuardOptions options) => doubt.Verdict switch
    {
        NodeVerdict.Stale => $"the answer has version {doubt.Set.Version}, older than {accepted.Version} that is known.",
        NodeVerdict.ClusterReplaced => $"the answer names none of the {accepted.Count} known nodes; it takes {options.Confirmations} further answers like it (Guard:Confirmations).",
        _ when alive is not null => $"{Leaves(doubt, accepted)}, though '{alive}' still answers; it takes {options.RemovalGrace} of such answers (Guard:RemovalGrace).",
        _ => $"{Leaves(doubt, accepted)}; it takes {options.Confirmations} further answers like it (Guard:Confirmations).",
    };

    private static string Leaves(Doubt doubt, NodeSet accepted) =>
        $"the answer leaves {doubt.Set.Count} nodes of {accepted.Count}, removing more than Guard:MaxRemovalShare";
}
