namespace Discovery.Testing;

/// <summary>
/// A clock that moves only when told to. Timers fire on the thread that calls <see cref="Advance"/>, in the order in which
/// they are due. Use it wherever a <see cref="TimeProvider"/> is taken; tests then need no sleeps.
/// </summary>
public sealed class ManualTimeProvider : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _wallClock;
    private TimeSpan _elapsed;

    /// <summary>Starts the clock.</summary>
    /// <param name="start">The wall-clock time at the start; default 1 January 2026, 00:00 UTC.</param>
    public ManualTimeProvider(DateTimeOffset? start = null) =>
        _wallClock = start ?? new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    /// <summary>How many timers are armed; tests wait for a loop to reach its pause by this.</summary>
    public int ArmedTimers
    {
        get
        {
            lock (_gate)
                return _timers.Count(timer => timer.DueAt is not null);
        }
    }

    /// <summary>How long until the next armed timer is due; null when none is armed. Tells which pause a loop has chosen.</summary>
    public TimeSpan? UntilNextTimer
    {
        get
        {
            lock (_gate)
                return _timers.Min(timer => timer.DueAt) - _elapsed;
        }
    }

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
            return _wallClock;
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _elapsed.Ticks;
    }

    /// <summary>Moves both clocks forward and fires the timers that become due, each at its own instant.</summary>
    /// <param name="by">How far; zero fires what is due now.</param>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public void Advance(TimeSpan by)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(by, TimeSpan.Zero);
        TimeSpan target;
        lock (_gate)
            target = _elapsed + by;
        while (NextDue(target) is { } timer)
            timer.Fire();
        lock (_gate)
            MoveToLocked(target);
    }

    /// <summary>Moves only the wall clock, as an operator or NTP does; timers and time stamps do not notice.</summary>
    /// <param name="by">How far, forward or back.</param>
    public void ShiftWallClock(TimeSpan by)
    {
        lock (_gate)
            _wallClock += by;
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        ArgumentNullException.ThrowIfNull(callback);
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private ManualTimer? NextDue(TimeSpan target)
    {
        lock (_gate)
        {
            var timer = _timers.Where(candidate => candidate.DueAt <= target).MinBy(candidate => candidate.DueAt);
            if (timer is null)
                return null;
            if (timer.DueAt > _elapsed)
                MoveToLocked(timer.DueAt.Value);
            timer.DueAt = timer.Period > TimeSpan.Zero ? _elapsed + timer.Period : null;
            return timer;
        }
    }

    private void MoveToLocked(TimeSpan elapsed)
    {
        if (elapsed <= _elapsed)
            return;
        _wallClock += elapsed - _elapsed;
        _elapsed = elapsed;
    }

    private sealed class ManualTimer(ManualTimeProvider clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan? DueAt { get; set; }

        public TimeSpan Period { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                DueAt = dueTime == Timeout.InfiniteTimeSpan ? null : clock._elapsed + dueTime;
                Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                if (!clock._timers.Contains(this))
                    clock._timers.Add(this);
            }

            return true;
        }

        public void Fire() => callback(state);

        public void Dispose()
        {
            lock (clock._gate)
            {
                DueAt = null;
                clock._timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
