namespace Discovery.Cache.Topology;

/// <summary>
/// Sources in order of preference. The next is asked only when this one and its file have nothing; the list is whole from one
/// of them, never a union. While another than the first serves, the first is asked again at every poll, and is returned to
/// when it has answered well several times in a row: a source that comes and goes must not move the keys each time. Safe for
/// several callers: a question for an answer now may pass while a held one ends.
/// </summary>
internal sealed class FallbackLayer(IReadOnlyList<INodeLayer> layers) : INodeLayer
{
    /// <summary>How many good answers in a row bring the preferred source back.</summary>
    public const int AnswersToReturn = 3;

    private readonly Lock _gate = new();
    private bool _away;
    private int _goodInARow;

    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        var (preferred, failure) = await TryAsync(layers[0], known, cancellationToken).ConfigureAwait(false);
        if (MayServe(preferred))
            return Home(preferred!);
        List<NodeSourceException> failures = [failure ?? OnProbation(preferred!)];
        for (var i = 1; i < layers.Count; i++)
        {
            // a set that another source gave means nothing to this one, and a held call would keep the first from being asked
            (var answer, failure) = await TryAsync(layers[i], known: null, cancellationToken).ConfigureAwait(false);
            if (answer is not null)
                return preferred is not null && answer.Set.Equals(preferred.Set) ? Home(preferred) : Away(answer, failures[0]);
            failures.Add(failure!);
        }

        return preferred is not null ? Home(preferred) : LastResort(failures) ?? throw Nothing(failures);
    }

    private static async ValueTask<(NodeAnswer? Answer, NodeSourceException? Failure)> TryAsync(
        INodeLayer layer, NodeSet? known, CancellationToken cancellationToken)
    {
        try
        {
            return (await layer.AskAsync(known, cancellationToken).ConfigureAwait(false), null);
        }
        catch (NodeSourceException failure)
        {
            return (null, failure);
        }
    }

    private bool MayServe(NodeAnswer? preferred)
    {
        lock (_gate)
        {
            _goodInARow = preferred is { Failure: null } ? _goodInARow + 1 : 0;
            return preferred is not null && (!_away || _goodInARow >= AnswersToReturn);
        }
    }

    private NodeAnswer Home(NodeAnswer answer)
    {
        lock (_gate)
            _away = false;
        return answer;
    }

    private NodeAnswer Away(NodeAnswer answer, NodeSourceException failure)
    {
        lock (_gate)
        {
            // the probation begins with the first answer after it went away
            _goodInARow = _away ? _goodInARow : 0;
            _away = true;
        }

        return answer with { Origin = NodeListOrigin.Fallback, WaitsForChange = false, Failure = failure };
    }

    private NodeSourceException OnProbation(NodeAnswer preferred) => preferred.Failure ?? new NodeSourceException(
        $"Source '{preferred.Source}' answers again and is used after {AnswersToReturn - _goodInARow} more good answers.");

    private NodeAnswer? LastResort(List<NodeSourceException> failures)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            if ((layers[i] as FileLayer)?.LastResort(failures[0]) is { } answer)
                return i == 0 ? answer : Away(answer, failures[0]);
        }

        return null;
    }

    private static NodeSourceException Nothing(List<NodeSourceException> failures) =>
        failures.Count == 1
            ? failures[0]
            : new NodeSourceException(failures[0].Kind, string.Join(" ", failures.Select(failure => failure.Message)), failures[0].InnerException)
            {
                RetryAfter = failures[0].RetryAfter,
            };
}
