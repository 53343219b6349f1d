using Discovery.Testing;
using Discovery.Tests.FixedLists;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Conformance;

/// <summary>A source that is one lambda.</summary>
internal sealed class DelegateRig : NodeSourceRig
{
    private readonly SourceComposition _composition;
    private volatile NodeSet? _set;
    private NodeSet? _before;

    public DelegateRig()
    {
        _composition = new SourceComposition(builder => builder.UseSource("lambda", (_, token) => token.IsCancellationRequested
            ? ValueTask.FromCanceled<NodeSet>(token)
            : new(_set ?? throw new NodeSourceException("the lambda has no set"))));
        Source = _composition.Source();
    }

    public override INodeSource Source { get; }

    public override string Endpoint => "the lambda";

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        _set = new NodeSet(endpoints.Select(Node.Parse));
        return Task.CompletedTask;
    }

    public override Task BreakAsync()
    {
        (_before, _set) = (_set, null);
        return Task.CompletedTask;
    }

    public override Task RepairAsync()
    {
        _set = _before;
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _composition.Dispose();
        return base.DisposeAsync();
    }
}
