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
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private volatile bool _armed;

    public OperationClock(TimeProvider time)
    {
        _time = time;
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

    public void Arm()
    {
        if (_armed)
            return;
        _armed = true;
        _timer.Change(Period, Timeout.InfiniteTimeSpan);
    }

    public void Dispose() => _timer.Dispose();

    private void Tick()
    {
        // disarmed first, so that an operation queued during the walk arms it again
        _armed = false;
        Lane[] lanes;
        lock (_gate)
            lanes = [.. _lanes];
        var busy = false;
        foreach (var lane in lanes)
            busy |= lane.CheckDeadlines(_time.GetTimestamp());
        if (busy)
            Arm();
    }
}
