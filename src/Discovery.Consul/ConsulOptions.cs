namespace Discovery;

/// <summary>
/// Where and how Consul is asked for the nodes. Bound from the <c>Consul</c> section below the cache's own, read again
/// before each question, so that a reloaded token or address is used without a restart.
/// </summary>
public sealed class ConsulOptions
{
    /// <summary>The Consul agent. A path is kept as a prefix, for an agent behind a gateway.</summary>
    /// <value>An absolute http or https URI without user name, query or fragment. Default: <c>http://127.0.0.1:8500</c>.</value>
    public Uri? Address { get; set; } = new("http://127.0.0.1:8500");

    /// <summary>The service whose instances are the nodes.</summary>
    /// <value>Required. Default: empty.</value>
    public string Service { get; set; } = "";

    /// <summary>The ACL token; it needs <c>service:read</c> on the service and <c>node:read</c> on its nodes. Sent as the <c>X-Consul-Token</c> header.</summary>
    /// <value>Visible ASCII characters. Default: null or empty, no token.</value>
    public string? Token { get; set; }

    /// <summary>Only instances with this tag are nodes.</summary>
    /// <value>Default: null or empty, any tags.</value>
    public string? Tag { get; set; }

    /// <summary>Further tags; an instance must have all of them, and <see cref="Tag"/>.</summary>
    /// <value>Default: empty.</value>
    public IList<string> Tags { get; set; } = [];

    /// <summary>The data centre to ask about.</summary>
    /// <value>Default: null or empty, the agent's own.</value>
    public string? Datacenter { get; set; }

    /// <summary>A filter expression of Consul, such as <c>Service.Meta.zone == "a"</c>.</summary>
    /// <value>Default: null or empty, no filter.</value>
    public string? Filter { get; set; }

    /// <summary>Whether any server may answer, not only the leader: answers survive the loss of the leader, and may lag.</summary>
    /// <value>Default: false.</value>
    public bool Stale { get; set; }

    /// <summary>Whether only instances whose checks all pass are nodes. When false every registered instance is one, ill or in maintenance too.</summary>
    /// <value>Default: true.</value>
    public bool OnlyPassing { get; set; } = true;

    /// <summary>How long Consul is asked to hold a question until something changes.</summary>
    /// <value>1 second to 10 minutes. Default: 60 seconds.</value>
    public TimeSpan Wait { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How long an answer that need not be held may take. A held one may take <see cref="Wait"/>, a sixteenth more, and 5 seconds.</summary>
    /// <value>100 milliseconds to 5 minutes. Default: 10 seconds.</value>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The name of the client that <see cref="IHttpClientFactory"/> makes; configure it for certificates, proxies or handlers of your own.</summary>
    /// <value>Default: <c>Discovery.Consul</c>, which follows no redirects and connects within 5 seconds.</value>
    /// <remarks>
    /// A handler that limits the time of a request, such as a resilience handler added to all clients, cuts held questions:
    /// let it allow <see cref="Wait"/> and a sixteenth, shorten the wait, or name a client without it.
    /// </remarks>
    public string HttpClientName { get; set; } = "Discovery.Consul";

    /// <summary>What names a node on the ring.</summary>
    /// <value>Default: <see cref="ConsulNodeName.AddressAndPort"/>.</value>
    public ConsulNodeName NodeName { get; set; }

    /// <summary>The key in the service's metadata whose value is the node's name.</summary>
    /// <value>Required with <see cref="ConsulNodeName.Metadata"/>, refused without it. Default: null.</value>
    public string? NameMetadataKey { get; set; }

    /// <summary>Which tagged address is dialled, such as <c>lan_ipv4</c> or <c>wan</c>; an instance without it is dialled at its usual address.</summary>
    /// <value>Default: null or empty, the service's address, or its agent's when it has none.</value>
    public string? TaggedAddress { get; set; }

    /// <summary>Whether the service's weight for passing checks is the node's share of the keys. A changed weight moves keys.</summary>
    /// <value>Default: false, all nodes weigh the same.</value>
    public bool UseWeights { get; set; }
}
