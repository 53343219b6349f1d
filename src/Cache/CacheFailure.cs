namespace Discovery.Cache;

/// <summary>Why an operation was unavailable.</summary>
/// <param name="Reason">The kind of trouble.</param>
/// <param name="Node">The name of the node; null when no node is known.</param>
/// <param name="Message">What happened, for people; has no value and no key in it.</param>
public sealed record CacheFailure(CacheFailureReason Reason, string? Node, string Message)
{
    /// <summary>Whether the operation certainly never reached the server. A write of which this is false may have happened.</summary>
    public bool NeverSent { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Node is null ? Message : $"{Node}: {Message}";
}
