namespace Discovery.Cache.Topology;

/// <summary>
/// Sources in order of preference. The next is asked only when this one and its file have nothing; the list is whole from one
/// of them, never a union. While another than the first serves, the first is asked again at every poll.
/// </summary>
internal sealed class FallbackLayer(IReadOnlyList<INodeLayer> layers) : INodeLayer
{
    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        List<NodeSourceException> failures = [];
        foreach (var layer in layers)
        {
            try
            {
                // a set that another source gave means nothing to this one, and a held call would keep the first from being asked
                var answer = await layer.AskAsync(failures.Count == 0 ? known : null, cancellationToken).ConfigureAwait(false);
                return failures.Count == 0 ? answer : Fallback(answer, failures[0]);
            }
            catch (NodeSourceException failure)
            {
                failures.Add(failure);
            }
        }

        return LastResort(failures) ?? throw Nothing(failures);
    }

    private static NodeAnswer Fallback(NodeAnswer answer, NodeSourceException failure) =>
        answer with { Origin = NodeListOrigin.Fallback, WaitsForChange = false, Failure = failure };

    private NodeAnswer? LastResort(List<NodeSourceException> failures)
    {
        for (var i = 0; i < layers.Count; i++)
        {
            if ((layers[i] as FileLayer)?.LastResort(failures[0]) is { } answer)
                return i == 0 ? answer : Fallback(answer, failures[0]);
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
