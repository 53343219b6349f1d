using Polly;
using Polly.CircuitBreaker;
using Polly.Timeout;

namespace Discovery.Cache.Topology;

/// <summary>
/// Bounds every question to one source: a time-out for an answer that is due now, a longer one for a held call, and a breaker
/// so that neither complaints nor the fallback's polls wait again and again for a source that is known to be down. Safe for several callers.
/// </summary>
internal sealed class ResilientLayer : INodeLayer
{
    private static readonly ResiliencePropertyKey<TimeSpan> Limit = new("discovery.limit");

    private readonly INodeLayer _inner;
    private readonly INodeSource _source;
    private readonly Func<CacheOptions> _options;
    private readonly ResiliencePipeline _pipeline;
    private int _failuresInARow;

    public ResilientLayer(INodeLayer inner, INodeSource source, Func<CacheOptions> options, TimeProvider clock)
    {
        _inner = inner;
        _source = source;
        _options = options;
        _pipeline = new ResiliencePipelineBuilder { TimeProvider = clock }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions
            {
                FailureRatio = 0.5,
                MinimumThroughput = 3,
                SamplingDuration = TimeSpan.FromMinutes(1),
                BreakDurationGenerator = _ => new(BreakDuration()),
                ShouldHandle = args => new(IsFailure(args.Outcome.Exception)),
            })
            .AddTimeout(new TimeoutStrategyOptions { TimeoutGenerator = args => new(args.Context.Properties.GetValue(Limit, TimeSpan.Zero)) })
            .Build();
    }

    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        var watch = _options().Watch;
        var held = known is not null && _source.WaitsForChange;
        var limit = held ? watch.MaxHold : watch.Timeout;
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(Limit, limit);
        try
        {
            return await _pipeline.ExecuteAsync(
                static (context, state) => state._inner.AskAsync(state.known, context.CancellationToken),
                context,
                (_inner, known)).ConfigureAwait(false);
        }
        catch (TimeoutRejectedException exception)
        {
            throw TimedOut(held, limit, exception);
        }
        catch (BrokenCircuitException exception)
        {
            throw Broken(exception);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    // three quarters of the watcher's own wait after as many failures: its paced attempts pass, only extra ones are refused
    private TimeSpan BreakDuration() => Backoff.Step(Volatile.Read(ref _failuresInARow), _options().Watch) * 0.75;

    private bool IsFailure(Exception? exception)
    {
        if (exception is OperationCanceledException)
            return false; // the caller left; that tells nothing of the source
        var failed = exception is TimeoutRejectedException or NodeSourceException { Kind: NodeSourceFailure.Transient };
        if (failed)
            Interlocked.Increment(ref _failuresInARow);
        else
            Interlocked.Exchange(ref _failuresInARow, 0);
        return failed;
    }

    private NodeSourceException TimedOut(bool held, TimeSpan limit, Exception exception) => new(
        NodeSourceFailure.Transient,
        $"Source '{_source.Name}' gave no answer within {limit}; check that it is reachable, or raise Watch:{(held ? nameof(WatchOptions.MaxHold) : nameof(WatchOptions.Timeout))}.",
        exception);

    private NodeSourceException Broken(BrokenCircuitException exception) => new(
        NodeSourceFailure.Transient,
        $"Source '{_source.Name}' is left alone for a while after repeated failures; the last one: {exception.InnerException?.Message ?? exception.Message}",
        exception);
}
