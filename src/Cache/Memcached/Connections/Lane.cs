namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// Keeps one connection to a node. While it is first made, or made again after a healthy one broke, operations wait for it
/// within their time-out; once an attempt has failed they fail at once until one succeeds.
/// </summary>
internal sealed class Lane : IAsyncDisposable
{
    private static readonly TimeSpan MinBackoff = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan MaxBackoff = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan HealthyLife = TimeSpan.FromSeconds(1);

    private readonly LaneContext _context;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _run;
    private volatile LaneState _state = new(null, null);
    private int _attempts;

    public Lane(LaneContext context)
    {
        _context = context;
        context.Clock.Add(this);
        using (ExecutionContext.SuppressFlow())
            _run = Task.Run(RunAsync, CancellationToken.None);
    }

    public LaneState State => _state;

    public bool CheckDeadlines(long now) => _state.Connection?.CheckDeadlines(now) ?? false;

    /// <summary>Sends the operation, or waits for the connection or for room within its deadline.</summary>
    public ValueTask<Outcome> SendAsync(PendingOperation operation, CancellationToken cancellationToken) =>
        _state.Connection is { } connection && connection.TryEnqueue(operation) == EnqueueResult.Queued
            ? operation.WaitAsync(cancellationToken)
            : SendWhenReadyAsync(operation, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        // not disposed: it has no timer and no wait handle, and a second caller may come while the first waits
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _context.Clock.Remove(this);
    }

    private async ValueTask<Outcome> SendWhenReadyAsync(PendingOperation operation, CancellationToken cancellationToken)
    {
        while (true)
        {
            var state = _state;
            if (state.Down is { } down)
                return Abort(operation, down);
            var result = state.Connection?.TryEnqueue(operation) ?? EnqueueResult.Closed;
            if (result == EnqueueResult.Queued)
                return await operation.WaitAsync(cancellationToken).ConfigureAwait(false);
            var ready = result == EnqueueResult.Full ? state.Connection!.WaitForRoomAsync(operation) : state.Changed;
            if (!await WaitAsync(ready, operation, cancellationToken).ConfigureAwait(false))
                return Abort(operation, result == EnqueueResult.Full ? _context.Overloaded : _context.TimedOut with { NeverSent = true });
        }
    }

    private async ValueTask<bool> WaitAsync(Task ready, PendingOperation operation, CancellationToken cancellationToken)
    {
        var remaining = _context.Time.GetElapsedTime(_context.Time.GetTimestamp(), operation.Deadline);
        if (remaining <= TimeSpan.Zero)
            return false;
        try
        {
            await ready.WaitAsync(remaining, _context.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
        catch (OperationCanceledException)
        {
            operation.Discard();
            throw;
        }
    }

    private static Outcome Abort(PendingOperation operation, CacheFailure failure)
    {
        operation.Discard();
        return Outcome.Failed(failure);
    }

    private async Task RunAsync()
    {
        while (!_stop.IsCancellationRequested)
        {
            if (await TryConnectAsync().ConfigureAwait(false) is { } connection)
                await ServeAsync(connection).ConfigureAwait(false);
            await PauseAsync().ConfigureAwait(false);
        }

        Replace(new LaneState(null, _context.Failure(CacheFailureReason.Disposed, "the node was removed or the cache disposed") with { NeverSent = true }));
    }

    private async ValueTask<LaneConnection?> TryConnectAsync()
    {
        using var deadline = new CancellationTokenSource(_context.Options.ConnectTimeout, _context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stop.Token);
        Transport? transport = null;
        try
        {
            transport = await _context.Environment.Dial(_context.Node, either.Token).ConfigureAwait(false);
            var (version, dialect) = await Handshake.PerformAsync(transport, _context.Options.Protocol, either.Token).ConfigureAwait(false);
            NodeLog.Connected(_context.Environment.Logger, _context.Node, version, dialect.IsMeta ? "meta" : "classic");
            return new LaneConnection(transport, dialect, _context);
        }
        catch (Exception exception)
        {
            // whatever it is: the loop must live, or the node would never come back
            transport?.Close();
            if (!_stop.IsCancellationRequested)
                GoDown(Describe(exception));
            return null;
        }
    }

    private async Task ServeAsync(LaneConnection connection)
    {
        var since = _context.Time.GetTimestamp();
        using var stop = _stop.Token.UnsafeRegister(
            static state => ((LaneConnection)state!).Close(new CacheFailure(CacheFailureReason.Disposed, null, "the node was removed or the cache disposed")), connection);
        connection.Start();
        Replace(new LaneState(connection, null));
        await connection.Closed.ConfigureAwait(false);
        // one that served well is replaced at once; one that broke young counts as a failed attempt
        _attempts = _context.Time.GetElapsedTime(since) >= HealthyLife ? 0 : _attempts + 1;
        if (_stop.IsCancellationRequested)
            return;
        NodeLog.Lost(_context.Environment.Logger, _context.Node, connection.Poison!.Message);
        _context.Environment.Complain();
        // the first break is made good at once, and operations wait for that; one that breaks again and again is down meanwhile
        var failure = _context.Failure(CacheFailureReason.NodeDown, $"connections keep breaking: {connection.Poison.Message}") with { NeverSent = true };
        Replace(new LaneState(null, _attempts > 1 ? failure : null));
    }

    private void GoDown(string reason)
    {
        _attempts++;
        var failure = _context.Failure(CacheFailureReason.NodeDown, reason) with { NeverSent = true };
        var isNews = _state.Down is null;
        Replace(new LaneState(null, failure));
        if (!isNews)
            return;
        NodeLog.Down(_context.Environment.Logger, _context.Node, reason);
        _context.Environment.Complain();
    }

    private async Task PauseAsync()
    {
        if (_attempts == 0 || (_attempts == 1 && _state.Down is null))
            return;
        var limit = Math.Min(MinBackoff.Ticks * Math.Pow(2, Math.Min(_attempts - 1, 20)), MaxBackoff.Ticks);
        var pause = TimeSpan.FromTicks((long)(limit * _context.Environment.Random()));
        await Task.Delay(pause, _context.Time, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Replace(LaneState next)
    {
        var last = _state;
        _state = next;
        last.Leave();
    }

    private string Describe(Exception exception) => exception switch
    {
        OperationCanceledException => $"no connection within Connections:ConnectTimeout ({_context.Options.ConnectTimeout.TotalMilliseconds:0} ms)",
        _ => $"cannot connect: {exception.Message}",
    };
}
