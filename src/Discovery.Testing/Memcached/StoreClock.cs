namespace Discovery.Testing.Memcached;

/// <summary>Turns the protocol's times into ticks of a clock that wall-clock corrections do not move.</summary>
internal sealed class StoreClock(TimeProvider time)
{
    private const int RelativeLimit = 30 * 24 * 60 * 60;
    private const long Gone = 0;
    private readonly long _start = time.GetTimestamp();

    public long Now => time.GetElapsedTime(_start).Ticks;

    public long UnixSeconds => time.GetUtcNow().ToUnixTimeSeconds();

    public long UptimeSeconds => Now / TimeSpan.TicksPerSecond;

    /// <summary>Zero never expires, up to 30 days is relative, more is a Unix time, and below zero is gone at once.</summary>
    public long ExpiryOf(int exptime)
    {
        if (exptime == 0)
            return Item.Never;
        if (exptime < 0)
            return Gone;
        if (exptime <= RelativeLimit)
            return Now + (exptime * TimeSpan.TicksPerSecond);
        var left = DateTimeOffset.FromUnixTimeSeconds(exptime) - time.GetUtcNow();
        return left <= TimeSpan.Zero ? Gone : Now + left.Ticks;
    }

    /// <summary>The whole seconds an item has left, rounded up; -1 when it never expires.</summary>
    public long SecondsLeft(Item item) =>
        item.ExpiresAt == Item.Never ? -1 : Math.Max(0, (item.ExpiresAt - Now + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond);

    public long SecondsSinceAccess(Item item) => (Now - item.AccessedAt) / TimeSpan.TicksPerSecond;
}
