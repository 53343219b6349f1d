namespace Discovery.Cache;

/// <summary>The short-TTL layer: how long a confirmed node list answers without a new question.</summary>
public sealed class MemoryLayerOptions
{
    /// <summary>How long a confirmed list is fresh, and so how often a source that cannot wait is polled; each wait is jittered by up to 10 %.</summary>
    /// <value>100 milliseconds to 1 hour. Default: 30 seconds.</value>
    public TimeSpan Ttl { get; set; } = TimeSpan.FromSeconds(30);
}
