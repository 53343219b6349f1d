namespace Discovery;

/// <summary>What kind of trouble a source is in; it decides how the caller goes on.</summary>
public enum NodeSourceFailure
{
    /// <summary>It may pass by itself: time-out, refused connection, 5xx, torn reply.</summary>
    Transient,

    /// <summary>A person must act: wrong token, bad certificate, not a discovery endpoint, unknown command.</summary>
    Configuration,

    /// <summary>An answer that must not be believed as it stands: empty, filtered by ACLs, leaderless, index gone back.</summary>
    Suspect,
}

/// <summary>A source has no answer that can be used. The message names the endpoint and says what to do.</summary>
public sealed class NodeSourceException : Exception
{
    /// <summary>Makes a transient failure without a message.</summary>
    public NodeSourceException()
    {
    }

    /// <summary>Makes a transient failure.</summary>
    /// <param name="message">What happened, where, and what to do.</param>
    public NodeSourceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes a transient failure with its cause.</summary>
    /// <param name="message">What happened, where, and what to do.</param>
    /// <param name="innerException">The cause.</param>
    public NodeSourceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Makes a failure of a kind.</summary>
    /// <param name="kind">What kind of trouble it is.</param>
    /// <param name="message">What happened, where, and what to do.</param>
    /// <param name="innerException">The cause, if there is one.</param>
    public NodeSourceException(NodeSourceFailure kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What kind of trouble it is. Default <see cref="NodeSourceFailure.Transient"/>.</summary>
    public NodeSourceFailure Kind { get; }

    /// <summary>The least time to wait before the source is asked again, when the source says so (HTTP 429); otherwise null.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
