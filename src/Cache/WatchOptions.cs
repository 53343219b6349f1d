namespace Discovery.Cache;

/// <summary>How a source is asked: time-out, backoff and circuit breaker.</summary>
public sealed class WatchOptions
{
    /// <summary>How long a source may take for an answer it should give now. A held call of a waiting source is not limited by it.</summary>
    /// <value>100 milliseconds to 5 minutes. Default: 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest hold of a waiting source that is still believed to be alive.</summary>
    /// <value>1 second to 1 hour. Default: 12 minutes (Consul's longest wait and its sixteenth, with slack).</value>
    public TimeSpan MaxHold { get; set; } = TimeSpan.FromMinutes(12);

    /// <summary>The wait after the first failure; it doubles up to <see cref="MaxBackoff"/>, with jitter.</summary>
    /// <value>10 milliseconds to 1 minute. Default: 500 milliseconds.</value>
    public TimeSpan MinBackoff { get; set; } = TimeSpan.FromMilliseconds(500);

    /// <summary>The longest wait between two attempts while the source fails. The watcher never gives up.</summary>
    /// <value>At least <see cref="MinBackoff"/>, at most 1 hour. Default: 30 seconds.</value>
    public TimeSpan MaxBackoff { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// How often a source that cannot wait is polled while the cluster is in motion: a listed node is down, or the list has changed
    /// within the last <see cref="MemoryLayerOptions.Ttl"/>.
    /// </summary>
    /// <value>100 milliseconds to 1 hour; the short TTL when that is shorter. Default: 3 seconds.</value>
    public TimeSpan MotionPoll { get; set; } = TimeSpan.FromSeconds(3);
}
