using Discovery.Testing;

namespace Discovery.Tests.Conformance;

internal sealed class ScriptedRig(bool waits) : NodeSourceRig
{
    private readonly ScriptedNodeSource _source = new("scripted") { WaitsForChange = waits };
    private IReadOnlyList<string> _nodes = [];

    public override INodeSource Source => _source;

    public override string Endpoint => "the script";

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        _nodes = endpoints;
        if (endpoints.Count > 0)
            _source.SetNodes([.. endpoints.Select(Node.Parse)]);
        else
            _source.Fail(new NodeSourceException(NodeSourceFailure.Suspect, "the script has no node"));
        return Task.CompletedTask;
    }

    public override Task WaitForQuestionsAsync(int count, CancellationToken cancellationToken) => _source.WaitForHeldCallsAsync(count, cancellationToken);

    public override Task BreakAsync()
    {
        _source.Fail(new NodeSourceException("the script says so"));
        return Task.CompletedTask;
    }

    public override Task RepairAsync() => SetNodesAsync(_nodes);

    public override Task StallAsync()
    {
        _source.Hold();
        return Task.CompletedTask;
    }

    public override Task MoveAsync(IReadOnlyList<string> endpoints)
    {
        _source.Scope = "elsewhere";
        return SetNodesAsync(endpoints);
    }
}
