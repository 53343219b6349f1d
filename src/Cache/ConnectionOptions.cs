namespace Discovery.Cache;

/// <summary>The connections to each node.</summary>
public sealed class ConnectionOptions
{
    /// <summary>Connections to each node; operations share them, many in flight on each.</summary>
    /// <value>1 to 64. Default: a quarter of the processors, from 1 to 4.</value>
    public int LanesPerNode { get; set; } = Math.Clamp(Environment.ProcessorCount / 4, 1, 4);

    /// <summary>Which text protocol is spoken.</summary>
    /// <value>Default: <see cref="ServerProtocol.Auto"/>, asked of the server at each connect.</value>
    public ServerProtocol Protocol { get; set; }

    /// <summary>How long a connection attempt may take.</summary>
    /// <value>10 milliseconds to 1 minute. Default: 1 second.</value>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Operations in flight on one connection; further ones wait within their time-out.</summary>
    /// <value>16 to 65,536, rounded up to a power of two. Default: 4,096.</value>
    public int MaxInFlight { get; set; } = 4096;

    /// <summary>Bytes encoded and not yet sent on one connection; further operations wait within their time-out.</summary>
    /// <value>64 KiB to 1 GiB, in bytes. Default: 8 MiB.</value>
    public int MaxQueuedBytes { get; set; } = 8 * 1024 * 1024;

    /// <summary>The largest value that is accepted from a server; a larger one ends the connection.</summary>
    /// <value>1 KiB to 1 GiB, in bytes. Default: 128 MiB.</value>
    public int MaxValueBytes { get; set; } = 128 * 1024 * 1024;
}
