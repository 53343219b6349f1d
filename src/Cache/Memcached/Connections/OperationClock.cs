namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// One coarse timer for all operations of a cache: it walks what is in flight every 25 ms and stops while nothing is. So an
/// operation needs no timer of its own.
/// </summary>
internal sealed class OperationClock : IDisposable
{
    public static readonly TimeSpan Period = TimeSpan.FromMilliseconds(25);

    private readonly Lock _gate = new();
    private readonly List<Lane> _lanes = [];
    private readonly BatchWatch _batches = new();
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _armed;

    public OperationClock(TimeProvider time)
    {
        _time = time;
        // the timer outlives whoever asks first for the cache, and must not keep their ambient state
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(static state => ((OperationClock)state!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Lane lane)
    {
        lock (_gate)
            _lanes.Add(lane);
    }

    public void Remove(Lane lane)
    {
        lock (_gate)
            _lanes.Remove(lane);
    }

    /// <summary>Looks after a batch of completions until it is over.</summary>
    public void Watch(CompletionBatch batch)
    {
        _batches.Add(batch);
        Arm();
    }

    /// <summary>Makes sure that a walk follows; called after what it must see has been published.</summary>
    public void Arm()
    {
        if (Volatile.Read(ref _armed) == 1 || Interlocked.Exchange(ref _armed, 1) == 1)
            return;
        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // disarmed first, and with a fence, so that whoever still finds it armed has been published before the walk
        Interlocked.Exchange(ref _armed, 0);
        Lane[] lanes;
        lock (_gate)
            lanes = [.. _lanes];
        var busy = _batches.Look();
        foreach (var lane in lanes)
            busy |= lane.CheckDeadlines(_time.GetTimestamp());
        if (busy)
            Arm();
    }
}
