namespace Discovery.Cache.Topology;

/// <summary>How long to wait after failures and between polls. Pure.</summary>
internal static class Backoff
{
    /// <summary>The wait after the n-th failure in a row without jitter: doubles from the least to the most.</summary>
    public static TimeSpan Step(int failures, WatchOptions options)
    {
        var doublings = Math.Clamp(failures - 1, 0, 30);
        var ticks = options.MinBackoff.Ticks * Math.Pow(2, doublings);
        return TimeSpan.FromTicks((long)Math.Min(ticks, options.MaxBackoff.Ticks));
    }

    /// <summary>The step, shortened by up to a fifth so that many clients that failed together do not come back together.</summary>
    public static TimeSpan Jittered(int failures, WatchOptions options, double random) =>
        Step(failures, options) * (1 - (0.2 * random));

    /// <summary>A span lengthened or shortened by up to a tenth.</summary>
    public static TimeSpan Spread(TimeSpan span, double random) => span * (0.9 + (0.2 * random));
}
