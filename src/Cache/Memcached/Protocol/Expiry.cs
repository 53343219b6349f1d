namespace Discovery.Cache.Memcached.Protocol;

/// <summary>
/// memcached's exptime: 0 never, negative expired at once, up to 30 days in seconds from now, beyond that as Unix time.
/// </summary>
internal static class Expiry
{
    private const long RelativeLimitSeconds = 60 * 60 * 24 * 30;

    public static int ToWire(TimeSpan expiration, DateTimeOffset now)
    {
        if (expiration == Timeout.InfiniteTimeSpan || expiration == TimeSpan.MaxValue)
            return 0;
        if (expiration <= TimeSpan.Zero)
            return -1;
        var seconds = (expiration.Ticks - 1) / TimeSpan.TicksPerSecond + 1;
        if (seconds <= RelativeLimitSeconds)
            return (int)seconds;
        // the server reads a signed 32-bit number; a later instant is as far away as it can count
        return (int)Math.Min(now.ToUnixTimeSeconds() + seconds, int.MaxValue);
    }
}
