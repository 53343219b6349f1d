namespace Discovery.Cache;

/// <summary>The kinds of trouble that make an operation unavailable.</summary>
public enum CacheFailureReason
{
    /// <summary>No node is known yet.</summary>
    NoNodes,

    /// <summary>The node refuses connections or does not answer them.</summary>
    NodeDown,

    /// <summary>The reply did not come within the operation's time-out.</summary>
    TimedOut,

    /// <summary>The connection broke before the reply.</summary>
    ConnectionLost,

    /// <summary>More operations are waiting for the node than it is allowed.</summary>
    Overloaded,

    /// <summary>The server refused with an error of its own.</summary>
    ServerError,

    /// <summary>The server said something that is not memcached's protocol; the connection was closed.</summary>
    Protocol,

    /// <summary>The cache has been disposed.</summary>
    Disposed,
}
