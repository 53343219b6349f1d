namespace Discovery;

/// <summary>
/// Keeps an agent that does not hold questions from being asked without pause: two at once, then a pause that doubles from a
/// tenth of a second to 15 seconds while answers keep coming early. It begins so short because a registration with a check
/// wakes twice, the first time before the instance passes: the change that follows must not meet a long pause.
/// </summary>
internal sealed class WakeupPace(TimeProvider clock)
{
    private const int Burst = 2;
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan AfterChange = TimeSpan.FromMilliseconds(250);

    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _period = Shortest;
    private TimeSpan _nextToken;
    private int _tokens = Burst;

    /// <summary>Takes the next permission to ask and tells how long to wait before using it.</summary>
    public TimeSpan Take()
    {
        lock (_gate)
        {
            var now = clock.GetElapsedTime(_start);
            RefillLocked(now);
            if (_tokens == Burst)
            {
                _period = Shortest;
                _nextToken = now + _period;
            }

            if (_tokens > 0)
            {
                _tokens--;
                return TimeSpan.Zero;
            }

            var pause = _nextToken - now;
            _period = _period * 2 < Longest ? _period * 2 : Longest;
            _nextToken += _period;
            return pause;
        }
    }

    /// <summary>The nodes did change: the early answer was worth its question, and the next change should be seen soon.</summary>
    public void Changed()
    {
        lock (_gate)
        {
            _period = Shortest;
            var soon = clock.GetElapsedTime(_start) + AfterChange;
            if (_tokens == 0 || _nextToken > soon)
                _nextToken = soon;
        }
    }

    /// <summary>Starts anew, as if nothing had been asked.</summary>
    public void Reset()
    {
        lock (_gate)
            _tokens = Burst;
    }

    /// <summary>The agent cannot hold questions: from here on it is polled at the longest period.</summary>
    public void Exhaust()
    {
        lock (_gate)
        {
            _tokens = 0;
            _period = Longest;
            _nextToken = clock.GetElapsedTime(_start) + _period;
        }
    }

    private void RefillLocked(TimeSpan now)
    {
        while (_tokens < Burst && now >= _nextToken)
        {
            _tokens++;
            _nextToken += _period;
        }
    }
}
