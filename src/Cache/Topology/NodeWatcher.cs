using System.Threading.Channels;
using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Topology;

/// <summary>
/// The one loop of a cache that asks for its nodes: holds a call where the source can wait, polls at the short TTL where it
/// cannot, backs off while it fails and never gives up.
/// </summary>
internal sealed class NodeWatcher : IAsyncDisposable
{
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromHours(1);

    private readonly MemoryLayer _layer;
    private readonly NodeDirectory _directory;
    private readonly TopologyContext _context;
    private readonly ILogger _logger;
    private readonly TokenBucket _bucket;
    private readonly Motion _motion;
    private readonly Complaints _complaints;
    private readonly Channel<bool> _wishes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Task? _loop;
    private int _failures;

    public NodeWatcher(MemoryLayer layer, NodeDirectory directory, TopologyContext context)
    {
        _layer = layer;
        _directory = directory;
        _context = context;
        _logger = context.Loggers.CreateLogger("Discovery.Cache.Topology");
        // half a second, so that a change which follows on the heels of two others is still known within the second
        _bucket = new TokenBucket(burst: 2, TimeSpan.FromMilliseconds(500), context.Clock);
        _motion = new Motion(directory, context);
        _complaints = new Complaints(RequestRefresh, context.Options, context.Clock);
    }

    /// <summary>Starts the loop; a second call does nothing.</summary>
    public void Start()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_stop.IsCancellationRequested, this);
            _loop ??= Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
        }
    }

    /// <summary>Asks for a new answer soon. Never waits; wishes that come together are one, and one that comes during a question leads to another question.</summary>
    public void RequestRefresh() => _wishes.Writer.TryWrite(true);

    /// <summary>A node is down or stalled: the list may have changed. Complaints that come together are one wish, and those that go on are few.</summary>
    public void Complain() => _complaints.Add();

    public async ValueTask DisposeAsync()
    {
        Task? loop;
        _complaints.Dispose();
        lock (_gate)
        {
            _stop.Cancel();
            loop = _loop;
        }

        if (loop is not null)
            await loop.ConfigureAwait(false);
        await _layer.EndAsync().ConfigureAwait(false);
        _directory.Complete();
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var next = Step.Now;
            while (true)
            {
                await PauseAsync(next, cancellationToken).ConfigureAwait(false);
                await _bucket.TakeAsync(cancellationToken).ConfigureAwait(false);
                // a wish is for an answer now, neither for one from memory nor for one that is held
                next = await AskAsync(_wishes.Reader.TryRead(out _) ? Step.Now : next, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // disposed
        }
    }

    private async Task<Step> AskAsync(Step step, CancellationToken cancellationToken)
    {
        try
        {
            if (step.Known is null)
                _layer.Expire();
            var answer = await AskUnlessWokenAsync(step, cancellationToken).ConfigureAwait(false);
            if (answer is null)
                return Step.Now;
            _directory.Apply(answer);
            return answer.Failure is { } failure ? BackOff(failure) : GoOn(answer);
        }
        catch (NodeSourceException failure)
        {
            _directory.Fail(failure);
            return BackOff(failure);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            _logger.WatcherFailed(_context.CacheName, exception);
            var failure = new NodeSourceException($"Discovery failed: {exception.Message}", exception);
            _directory.Fail(failure);
            return BackOff(failure);
        }
    }

    // a wish during a held call ends it: the hold may be dead, and the wish is for an answer now
    private async Task<NodeAnswer?> AskUnlessWokenAsync(Step step, CancellationToken cancellationToken)
    {
        if (!step.Held)
            return await _layer.AskAsync(step.Known, cancellationToken).ConfigureAwait(false);
        using var hold = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var answer = _layer.AskAsync(step.Known, hold.Token).AsTask();
        var wish = _wishes.Reader.WaitToReadAsync(hold.Token).AsTask();
        var first = await Task.WhenAny(answer, wish).ConfigureAwait(false);
        if (first == answer || !wish.IsCompletedSuccessfully)
        {
            await hold.CancelAsync().ConfigureAwait(false);
            return await answer.ConfigureAwait(false);
        }

        await hold.CancelAsync().ConfigureAwait(false);
        await ((Task)answer).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer.IsCompletedSuccessfully ? await answer.ConfigureAwait(false) : null;
    }

    private async Task PauseAsync(Step step, CancellationToken cancellationToken)
    {
        if (step.Pause > TimeSpan.Zero)
        {
            using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var pause = Task.Delay(step.Pause, _context.Clock, over.Token);
            var wish = step.Deaf ? pause : _wishes.Reader.WaitToReadAsync(over.Token).AsTask();
            await Task.WhenAny(pause, wish).ConfigureAwait(false);
            await over.CancelAsync().ConfigureAwait(false);
        }

        cancellationToken.ThrowIfCancellationRequested();
    }

    private Step GoOn(NodeAnswer answer)
    {
        _failures = 0;
        if (answer is { WaitsForChange: true, Origin: NodeListOrigin.Source })
            return new Step(answer.Set, TimeSpan.Zero) { Held = true };
        var options = _context.Options();
        var (calm, hurried) = (options.Memory.Ttl, options.Watch.MotionPoll);
        // in motion the source itself is asked; otherwise one that answers for a host may have been asked already
        if (_motion.IsOn() && hurried < calm)
            return new Step(Known: null, Backoff.Spread(hurried, _context.Random()));
        var pause = Backoff.Spread(calm, _context.Random()) - answer.Confirmed.Age(_context.Clock);
        return new Step(answer.Set, pause > TimeSpan.Zero ? pause : TimeSpan.Zero);
    }

    private Step BackOff(NodeSourceException failure)
    {
        _failures = Math.Min(_failures + 1, int.MaxValue - 1);
        var watch = _context.Options().Watch;
        var pause = Backoff.Jittered(_failures, watch, _context.Random());
        // what further answers can settle is settled soon
        if (AnswerRefusedException.IsPendingIn(failure) && pause > watch.MotionPoll)
            pause = Backoff.Spread(watch.MotionPoll, _context.Random());
        if (failure.RetryAfter is not { } least)
            return new Step(Known: null, pause);
        least = least < LongestRetryAfter ? least : LongestRetryAfter;
        return new Step(Known: null, least > pause ? least : pause) { Deaf = true };
    }

    /// <summary>What the loop does next.</summary>
    /// <param name="Known">The set to ask with; null for an answer now, from the source itself.</param>
    /// <param name="Pause">How long to wait first.</param>
    private sealed record Step(NodeSet? Known, TimeSpan Pause)
    {
        public static Step Now { get; } = new(Known: null, TimeSpan.Zero);

        /// <summary>Whether the source will hold the call, so that a wish must end it.</summary>
        public bool Held { get; init; }

        /// <summary>Whether the wait is the source's own demand, which no wish shortens.</summary>
        public bool Deaf { get; init; }
    }
}
