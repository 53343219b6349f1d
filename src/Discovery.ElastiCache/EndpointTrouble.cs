namespace Discovery;

/// <summary>What went wrong with a configuration endpoint; it decides the kind of the failure and whether the fallback may step in.</summary>
internal enum EndpointTrouble
{
    /// <summary>No connection: name, route, refusal, silence while connecting.</summary>
    Unreachable,

    /// <summary>Connected, but the reply is late, torn, malformed or an error of the server.</summary>
    BadReply,

    /// <summary>It speaks memcached and does not know the discovery commands.</summary>
    Unsupported,

    /// <summary>A person must act: another protocol, TLS, a cluster without configuration.</summary>
    Misconfigured,

    /// <summary>A sound reply that lists no node.</summary>
    NoNodes,

    /// <summary>A sound reply that a node of the cluster contradicts.</summary>
    Disputed,
}
