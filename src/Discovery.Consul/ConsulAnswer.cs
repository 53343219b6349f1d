namespace Discovery;

/// <summary>One answer of Consul, before anybody decides whether to believe it.</summary>
/// <param name="Nodes">The nodes, with the index as the version when Consul told one.</param>
/// <param name="Skipped">Why entries were left out; empty when none was.</param>
/// <param name="Meta">What the headers say.</param>
internal sealed record ConsulAnswer(NodeSet Nodes, IReadOnlyList<string> Skipped, ConsulMeta Meta);

/// <summary>What the headers of an answer say.</summary>
/// <param name="Index">The index; 1 when Consul told none, since 0 would make the next question one that is not held.</param>
/// <param name="HasIndex">Whether Consul told an index.</param>
/// <param name="KnownLeader">Whether the server that answered knew a leader; true when it does not say.</param>
/// <param name="FilteredByAcls">Whether Consul left out what the token may not see.</param>
internal sealed record ConsulMeta(ulong Index, bool HasIndex, bool KnownLeader, bool FilteredByAcls)
{
    public static ConsulMeta Read(Func<string, string?> header)
    {
        var index = ConsulIndex.Read(header("X-Consul-Index"));
        return new ConsulMeta(
            index ?? ConsulIndex.First,
            index is not null,
            !Says(header("X-Consul-KnownLeader"), "false"),
            Says(header("X-Consul-Results-Filtered-By-ACLs"), "true"));
    }

    private static bool Says(string? header, string word) => string.Equals(header?.Trim(), word, StringComparison.OrdinalIgnoreCase);
}
