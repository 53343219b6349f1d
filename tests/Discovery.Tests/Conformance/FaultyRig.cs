using Discovery.Testing;

namespace Discovery.Tests.Conformance;

/// <summary>A rig around a source with one fault.</summary>
internal sealed class FaultyRig : NodeSourceRig
{
    private readonly ScriptedNodeSource _inner = new("scripted") { WaitsForChange = true };
    private readonly FaultySource _source;
    private readonly bool _isStalled;

    public FaultyRig(SourceFault fault)
    {
        _source = new FaultySource(_inner, fault);
        _isStalled = fault == SourceFault.DoesNotHold;
    }

    public override INodeSource Source => _source;

    public override string Endpoint => "the script";

    public override IReadOnlyList<string> Secrets => ["s3cret"];

    public override int OpenConnections => _source.Connections;

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        _source.Order = endpoints;
        if (endpoints.Count > 0)
            _inner.SetNodes([.. endpoints.Select(Node.Parse)]);
        else
            _inner.Fail(new NodeSourceException(NodeSourceFailure.Suspect, "the script has no node"));
        return Task.CompletedTask;
    }

    // a call that is not held never comes to wait
    public override Task WaitForQuestionsAsync(int count, CancellationToken cancellationToken) =>
        _isStalled ? Task.CompletedTask : _inner.WaitForHeldCallsAsync(count, cancellationToken);

    public override Task BreakAsync()
    {
        _inner.Fail(new NodeSourceException("the script says so"));
        return Task.CompletedTask;
    }

    public override Task RepairAsync() => SetNodesAsync(_source.Order);

    public override Task StallAsync()
    {
        _inner.Hold();
        return Task.CompletedTask;
    }

    public override Task MoveAsync(IReadOnlyList<string> endpoints)
    {
        _inner.Scope = "elsewhere";
        return SetNodesAsync(endpoints);
    }

    public override ValueTask DisposeAsync()
    {
        _source.Dispose();
        return base.DisposeAsync();
    }
}
