namespace Discovery.Cache.Topology;

/// <summary>
/// Turns complaints about nodes into wishes for a new list: the first at once, those that follow together when a pause is over. The
/// pause doubles from the motion poll to the short TTL while complaints go on and begins anew after a quiet time, so that a node
/// which comes and goes for hours neither floods the source nor ends its held calls over and over.
/// </summary>
internal sealed class Complaints : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Action _wish;
    private readonly Func<CacheOptions> _options;
    private readonly TimeProvider _clock;
    private readonly ITimer _timer;
    private long? _lastComplaint;
    private long _lastWish;
    private TimeSpan _pause;
    private bool _isWaiting;
    private bool _isOver;

    public Complaints(Action wish, Func<CacheOptions> options, TimeProvider clock)
    {
        _wish = wish;
        _options = options;
        _clock = clock;
        // a complaint comes from the path of an operation; the timer must not keep its context alive
        using (ExecutionContext.SuppressFlow())
            _timer = clock.CreateTimer(static self => ((Complaints)self!).PauseIsOver(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Never waits and never throws; does nothing after the end.</summary>
    public void Add()
    {
        lock (_gate)
        {
            if (_isOver)
                return;
            if (_lastComplaint is not { } last || _clock.GetElapsedTime(last) >= Longest())
                _pause = TimeSpan.Zero;
            _lastComplaint = _clock.GetTimestamp();
            if (_isWaiting)
                return;
            var left = _pause - _clock.GetElapsedTime(_lastWish);
            if (_pause == TimeSpan.Zero || left <= TimeSpan.Zero)
                WishLocked();
            else
                _isWaiting = _timer.Change(left, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        lock (_gate)
            _isOver = true;
        _timer.Dispose();
    }

    private TimeSpan Longest()
    {
        var options = _options();
        return options.Memory.Ttl > options.Watch.MotionPoll ? options.Memory.Ttl : options.Watch.MotionPoll;
    }

    private void PauseIsOver()
    {
        lock (_gate)
        {
            if (!_isWaiting || _isOver)
                return;
            _isWaiting = false;
            WishLocked();
        }
    }

    private void WishLocked()
    {
        var next = _pause == TimeSpan.Zero ? _options().Watch.MotionPoll : _pause * 2;
        var longest = Longest();
        _pause = next < longest ? next : longest;
        _lastWish = _clock.GetTimestamp();
        _wish();
    }
}
