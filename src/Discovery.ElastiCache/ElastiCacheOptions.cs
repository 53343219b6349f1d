using System.Net.Security;

namespace Discovery;

/// <summary>Options of the <c>ElastiCache</c> source, for ElastiCache for Memcached and Memorystore. A reload is honoured at the next poll.</summary>
public sealed class ElastiCacheOptions
{
    /// <summary>The configuration endpoint, as the console shows it.</summary>
    /// <value><c>host:port</c> or <c>[IPv6]:port</c>; the port is required. Default: empty, which is refused.</value>
    public string Endpoint { get; set; } = "";

    /// <summary>Whether the cluster has in-transit encryption. A TLS failure never falls back to plain text.</summary>
    /// <value>Default: false.</value>
    public bool UseTls { get; set; }

    /// <summary>The name that the certificate of the configuration endpoint must carry; nodes are always verified by their own host.</summary>
    /// <value>A host name. Default: null, the host of <see cref="Endpoint"/>.</value>
    public string? TargetHost { get; set; }

    /// <summary>
    /// How long one attempt may take: resolving, connecting, TLS and the whole reply, on every address of the endpoint together. The
    /// check of a doubtful answer by a node of the cluster has what is left of it.
    /// </summary>
    /// <value>10 milliseconds to 1 minute. Default: 2 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>
    /// Whether the endpoint itself is used as the only node while it cannot be reached or does not know the discovery command, as
    /// one plain memcached in development does. Once discovery has succeeded, its failures are failures again. Never set it for a
    /// real cluster: Memorystore's discovery endpoint must not be sent gets and sets.
    /// </summary>
    /// <value>Default: false.</value>
    public bool FallbackToEndpoint { get; set; }

    /// <summary>Changes the TLS settings before each handshake: client certificates, trusted roots, a validation callback. Set in code.</summary>
    /// <value>Default: null, the system's roots and protocol versions.</value>
    public Action<SslClientAuthenticationOptions>? ConfigureTls { get; set; }
}
