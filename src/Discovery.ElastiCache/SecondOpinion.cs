using Microsoft.Extensions.Logging;

namespace Discovery;

/// <summary>
/// Has a doubtful answer checked. Every node of a cluster knows the configuration, and they fail independently: one that is told
/// to lose nodes, or to go back in time, is believed when a node says the same. What is left of the question's deadline is all the
/// time there is; when nobody can tell, the answer stands and the caller has to confirm it.
/// </summary>
internal sealed class SecondOpinion
{
    /// <summary>How many nodes are tried at the most before the answer stands unchecked; one of them may be the one that answered.</summary>
    public const int MaxWitnesses = 4;

    private readonly string _source;
    private readonly ConfigEndpointClient _client;
    private readonly ILogger _logger;

    public SecondOpinion(string source, ConfigEndpointClient client, ILogger logger)
    {
        _source = source;
        _client = client;
        _logger = logger;
    }

    /// <summary>The set to believe: the answer's, or that of a node with a newer one.</summary>
    /// <exception cref="ConfigEndpointException">A node contradicts the answer with a version that is not newer.</exception>
    public async Task<NodeSet> OnAsync(ConfigAnswer answer, ConfigQuestion asked, NodeSet? known, CancellationToken cancellationToken)
    {
        if (known is null || !IsDoubtful(known, answer.Set))
            return answer.Set;
        var witnesses = Witnesses(known, answer.Set);
        var started = _client.Time.GetTimestamp();
        for (var i = 0; i < witnesses.Length; i++)
        {
            var left = asked.Patience - answer.Took - _client.Time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
                break;
            var question = asked.To(witnesses[i]) with { LegacyFirst = answer.IsLegacy, Except = answer.From, Patience = left / (witnesses.Length - i) };
            if (await AskAsync(question, cancellationToken).ConfigureAwait(false) is { } opinion)
                return Settle(answer.Set, opinion, witnesses[i]);
        }

        return answer.Set;
    }

    /// <summary>Whether an answer would remove more than one node, or is older than what is known of the same cluster.</summary>
    public static bool IsDoubtful(NodeSet known, NodeSet answer)
    {
        if (ClusterIdentity.AreDifferent(known, answer))
            return false;
        return answer.Version < known.Version || known.Nodes.Count(node => !Has(answer, node)) > 1;
    }

    // a node that both lists have is the best witness; one that the answer removes may be cut off from the cluster, so it has no say
    private static Node[] Witnesses(NodeSet known, NodeSet answer) =>
        [.. answer.Nodes.OrderBy(node => Has(known, node) ? 0 : 1).Take(MaxWitnesses)];

    private static bool Has(NodeSet set, Node node) => set.Nodes.Any(other => string.Equals(other.Name, node.Name, StringComparison.Ordinal));

    private static bool HaveSameNames(NodeSet one, NodeSet other) => one.Count == other.Count && one.Nodes.All(node => Has(other, node));

    private async Task<NodeSet?> AskAsync(ConfigQuestion question, CancellationToken cancellationToken)
    {
        try
        {
            return (await _client.AskAsync(question, cancellationToken).ConfigureAwait(false)).Set;
        }
        catch (ConfigEndpointException)
        {
            return null; // it cannot tell, whatever the reason is
        }
    }

    private NodeSet Settle(NodeSet answer, NodeSet opinion, Node witness)
    {
        if (HaveSameNames(answer, opinion))
            return answer;
        if (!(opinion.Version > answer.Version))
            throw new ConfigEndpointException(
                EndpointTrouble.Disputed,
                $"its list of version {answer.Version} has {answer.Count} nodes, but node {witness.Name} has a list of version {opinion.Version} with {opinion.Count}; the last list stays in use until they agree.");
        _logger.EndpointOverruled(_source, witness.Name, opinion.Version, answer.Version);
        return opinion;
    }
}
