using System.Globalization;
using Discovery.Testing;
using Discovery.Tests.FixedLists;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Conformance;

internal sealed class StaticRig : NodeSourceRig
{
    private readonly SourceComposition _composition = new(builder => builder.UseStatic(), ("Static:Nodes:0", "10.0.0.1:11211"));
    private IReadOnlyList<string> _nodes = [];

    public StaticRig() => Source = _composition.Source();

    public override INodeSource Source { get; }

    public override string Endpoint => "Static:Nodes";

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        _nodes = endpoints;
        return RepairAsync();
    }

    public override Task BreakAsync()
    {
        _composition.Reload(("Static:Nodes:0", "10.0.0.1"));
        return Task.CompletedTask;
    }

    public override Task RepairAsync()
    {
        _composition.Reload([.. _nodes.Select((node, index) => (string.Create(CultureInfo.InvariantCulture, $"Static:Nodes:{index}"), node))]);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        _composition.Dispose();
        return base.DisposeAsync();
    }
}
