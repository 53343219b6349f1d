namespace Discovery.Cache.Topology;

/// <summary>The innermost layer: one question to one source. Whatever the source does, out comes a list, a <see cref="NodeSourceException"/> or the caller's own cancellation.</summary>
internal sealed class SourceLayer(INodeSource source, TimeProvider clock) : INodeLayer
{
    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        var set = await CallAsync(known, cancellationToken).ConfigureAwait(false)
            ?? throw new NodeSourceException($"Source '{source.Name}' answered null; GetNodesAsync must return a set or throw a NodeSourceException.");
        return new NodeAnswer(set, source.Name, NodeListOrigin.Source, Confirmation.Now(clock), source.WaitsForChange);
    }

    private async Task<NodeSet?> CallAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var call = source.GetNodesAsync(known, cancellationToken).AsTask();
            // a source that ignores its token must not hold up a time-out or the end of the process
            return await call.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (NodeSourceException)
        {
            throw;
        }
        catch (Exception exception)
        {
            throw new NodeSourceException(NodeSourceFailure.Transient, $"Source '{source.Name}' failed: {exception.Message}", exception);
        }
    }
}
