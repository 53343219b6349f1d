namespace Discovery.Cache.Topology;

/// <summary>Lets a few questions through at once and then one per period, however often they are asked for.</summary>
internal sealed class TokenBucket(int burst, TimeSpan period, TimeProvider clock)
{
    private double _tokens = burst;
    private long _filledAt = clock.GetTimestamp();

    /// <summary>Takes a token, waiting for one when there is none. For one caller at a time.</summary>
    public async ValueTask TakeAsync(CancellationToken cancellationToken)
    {
        Fill();
        if (_tokens < 1)
        {
            // a timer counts in whole milliseconds and must not come short
            var missing = TimeSpan.FromMilliseconds(Math.Ceiling((period * (1 - _tokens)).TotalMilliseconds));
            await Task.Delay(missing, clock, cancellationToken).ConfigureAwait(false);
            Fill();
        }

        _tokens = Math.Max(0, _tokens - 1);
    }

    /// <summary>Takes a token if there is one. For one caller at a time.</summary>
    public bool TryTake()
    {
        Fill();
        if (_tokens < 1)
            return false;
        _tokens--;
        return true;
    }

    private void Fill()
    {
        var now = clock.GetTimestamp();
        _tokens = Math.Min(burst, _tokens + (clock.GetElapsedTime(_filledAt, now) / period));
        _filledAt = now;
    }
}
