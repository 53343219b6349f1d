using Discovery.Testing;

namespace Discovery.Tests.Conformance;

/// <summary>The ways to break the contract.</summary>
public enum SourceFault
{
    Null,
    Empty,
    NamesByPosition,
    BelievesTheKnown,
    DoesNotHold,
    CancelsTogether,
    ForeignException,
    SilentException,
    NeverRecovers,
    IgnoresTheToken,
    ForeignCancellation,
    KeepsConnections,
    ScopeWithSecret,
    RestlessScope,
    FixedScope,
    OneAtATime,
    EmptyIsTransient,
}

/// <summary>A source that keeps every rule but one.</summary>
internal sealed class FaultySource(ScriptedNodeSource inner, SourceFault fault) : INodeSource, IDisposable
{
    private readonly CancellationTokenSource _shared = new();
    private NodeSourceException? _failed;
    private int _running;
    private int _calls;

    public string Name => "faulty";

    public int Connections { get; private set; }

    public string Scope => fault switch
    {
        SourceFault.ScopeWithSecret => "here with s3cret",
        SourceFault.RestlessScope => $"here {_calls}",
        SourceFault.FixedScope => "here",
        _ => inner.Scope,
    };

    public bool WaitsForChange => true;

    public IReadOnlyList<string> Order { get; set; } = [];

    public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        _calls++;
        Connections += fault == SourceFault.KeepsConnections ? 1 : 0;
        if (_failed is not null)
            throw _failed;
        if (Interlocked.Increment(ref _running) > 1 && fault == SourceFault.OneAtATime)
            throw new InvalidOperationException("busy");
        try
        {
            // so that calls that begin together overlap
            await Task.Yield();
            return await AskAsync(known, cancellationToken);
        }
        catch (NodeSourceException e)
        {
            _failed = fault == SourceFault.NeverRecovers ? e : null;
            throw Changed(e);
        }
        catch (OperationCanceledException) when (fault == SourceFault.CancelsTogether)
        {
            await _shared.CancelAsync();
            throw;
        }
        catch (OperationCanceledException) when (fault == SourceFault.ForeignCancellation)
        {
            throw new OperationCanceledException();
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    public void Dispose() => _shared.Dispose();

    private async Task<NodeSet> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        switch (fault)
        {
            case SourceFault.Null:
                return null!;
            case SourceFault.Empty when Order.Count == 0:
                return NodeSet.Empty;
            case SourceFault.NamesByPosition:
                return new NodeSet(Order.Select((endpoint, index) => new Node(HostPort.Parse(endpoint).Host, 11211, $"n{index}")));
            case SourceFault.BelievesTheKnown when known is not null:
                return known;
            case SourceFault.DoesNotHold:
                return await inner.GetNodesAsync(null, cancellationToken);
            case SourceFault.IgnoresTheToken:
                return await inner.GetNodesAsync(known, CancellationToken.None);
            case SourceFault.CancelsTogether:
                using (var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _shared.Token))
                    return await inner.GetNodesAsync(known, both.Token).AsTask().WaitAsync(cancellationToken);
            default:
                return await inner.GetNodesAsync(known, cancellationToken);
        }
    }

    private Exception Changed(NodeSourceException e) => fault switch
    {
        SourceFault.ForeignException => new InvalidOperationException(e.Message),
        SourceFault.SilentException => new NodeSourceException("it failed"),
        SourceFault.EmptyIsTransient => new NodeSourceException(e.Message),
        _ => e,
    };
}
