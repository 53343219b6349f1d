using Discovery.Cache;
using Discovery.Cache.Topology;

namespace Discovery.Tests.Topology;

/// <summary>A layer that does what a test says.</summary>
internal sealed class ScriptedLayer(Func<NodeSet?, CancellationToken, Task<NodeAnswer>> answer) : INodeLayer
{
    public List<NodeSet?> Asked { get; } = [];

    public static NodeAnswer Answer(NodeSet set, TimeProvider clock, string source = "Fake") =>
        new(set, source, NodeListOrigin.Source, Confirmation.Now(clock), WaitsForChange: false);

    public ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        lock (Asked)
            Asked.Add(known);
        return new(answer(known, cancellationToken));
    }
}
