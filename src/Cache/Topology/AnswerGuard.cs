namespace Discovery.Cache.Topology;

/// <summary>Refuses answers that must not be believed, before any memory can hold them.</summary>
internal sealed class AnswerGuard(INodeLayer inner) : INodeLayer
{
    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        var answer = await inner.AskAsync(known, cancellationToken).ConfigureAwait(false);
        return answer.Set.Count > 0
            ? answer
            : throw Refuse(NodeVerdict.Quarantined, $"Source '{answer.Source}' answered with an empty list; the last list is kept. Check that the cluster has nodes and that the source may see them.");
    }

    private static NodeSourceException Refuse(NodeVerdict verdict, string reason) =>
        new(NodeSourceFailure.Suspect, reason, new AnswerRefusedException(verdict, reason));
}
