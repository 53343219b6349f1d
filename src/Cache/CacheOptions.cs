namespace Discovery.Cache;

/// <summary>Options of one cache. Bound from the section given to <c>AddDiscoveryCache</c>, checked when the host starts.</summary>
public sealed class CacheOptions
{
    /// <summary>Which registered sources are used, in order of preference.</summary>
    /// <value>Source names, compared without case. Default: empty, which means all registered sources in the order of registration.</value>
    public IList<string> Sources { get; set; } = [];

    /// <summary>Text put before every key.</summary>
    /// <value>Must be a valid key itself. Default: empty.</value>
    public string KeyPrefix { get; set; } = "";

    /// <summary>How long an entry lives when the call does not say.</summary>
    /// <value>Any positive span; <see cref="Timeout.InfiniteTimeSpan"/> for no limit. Default: 5 minutes.</value>
    public TimeSpan DefaultExpiration { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long one operation may take before it is reported as unavailable.</summary>
    /// <value>1 millisecond to 1 minute. Default: 1 second.</value>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>What the start of the host does about the first node list.</summary>
    /// <value>Default: <see cref="CacheStartup.Serve"/>.</value>
    public CacheStartup Startup { get; set; }

    /// <summary>How long <see cref="CacheStartup.WaitUpTo"/> and <see cref="CacheStartup.FailFast"/> wait for the first node list.</summary>
    /// <value>100 milliseconds to 10 minutes. Default: 10 seconds.</value>
    public TimeSpan StartupTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The short-TTL layer in memory.</summary>
    public MemoryLayerOptions Memory { get; set; } = new();

    /// <summary>The long-TTL layer in a file.</summary>
    public FileLayerOptions File { get; set; } = new();

    /// <summary>Which answers of a source must be confirmed before they are believed.</summary>
    public GuardOptions Guard { get; set; } = new();

    /// <summary>How the source is asked.</summary>
    public WatchOptions Watch { get; set; } = new();

    /// <summary>The connections to each node.</summary>
    public ConnectionOptions Connections { get; set; } = new();
}
