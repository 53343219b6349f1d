namespace Discovery;

/// <summary>Which answers are not believed at once, and which not at all.</summary>
internal static class ConsulSuspicion
{
    /// <summary>Whether the answer must be asked for again, without an index, before anything is made of it.</summary>
    public static bool AsksAgain(ConsulAnswer answer, ulong askedIndex, NodeSet? known) =>
        ConsulIndex.WentBack(askedIndex, answer.Meta.Index) || Doubt(answer, known) is not null;

    /// <summary>Why the answer cannot be used, with what to do; null when it can.</summary>
    public static string? Doubt(ConsulAnswer answer, NodeSet? known)
    {
        if (answer.Nodes.Count == 0)
            return Empty(answer);
        if (Removed(answer.Nodes, known) is not { Count: > 0 } removed)
            return null;
        if (answer.Meta.FilteredByAcls)
            return $"the answer lacks {Names(removed)}, and Consul says that it was filtered by ACLs; give the token service:read on the service and node:read on its nodes.";
        return answer.Meta.KnownLeader
            ? null
            : $"the answer lacks {Names(removed)}, and is from a server that knows no leader; what is gone may be there again when Consul has elected one.";
    }

    private static string Empty(ConsulAnswer answer)
    {
        if (answer.Meta.FilteredByAcls)
            return "the answer is empty because Consul filtered it by ACLs; give the token service:read on the service and node:read on its nodes.";
        if (!answer.Meta.KnownLeader)
            return "the answer is empty and from a server that knows no leader; Consul has lost its quorum or is electing.";
        if (answer.Skipped.Count > 0)
            return $"no entry of the answer is usable: {answer.Skipped[0]}.";
        return "there is no such instance: check the options Service, Tag, Datacenter and Filter, the health of the instances, "
            + "and that the token has service:read and node:read (Consul hides what a token may not see).";
    }

    private static List<string> Removed(NodeSet nodes, NodeSet? known)
    {
        if (known is null)
            return [];
        var present = nodes.Nodes.Select(node => node.Name).ToHashSet(StringComparer.Ordinal);
        return [.. known.Nodes.Select(node => node.Name).Where(name => !present.Contains(name))];
    }

    private static string Names(List<string> names) =>
        names.Count <= 3 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(3))} and {names.Count - 3} more";
}
