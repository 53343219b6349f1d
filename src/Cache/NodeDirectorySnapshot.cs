using Discovery.Cache.Topology;

namespace Discovery.Cache;

/// <summary>What is known about the nodes at one moment. Immutable, but for <see cref="Age"/>, which grows.</summary>
public sealed class NodeDirectorySnapshot
{
    private readonly TimeProvider _clock;
    private readonly Confirmation _confirmed;

    internal NodeDirectorySnapshot(TimeProvider clock) => _clock = clock;

    internal NodeDirectorySnapshot(NodeAnswer answer, long generation, TimeProvider clock)
    {
        Set = answer.Set;
        Origin = answer.Origin;
        Source = answer.Source;
        Generation = generation;
        LastFailure = answer.Failure?.Message;
        FailureKind = answer.Failure?.Kind;
        FileFailure = answer.FileTrouble;
        _confirmed = answer.Confirmed;
        _clock = clock;
    }

    private NodeDirectorySnapshot(NodeDirectorySnapshot last, NodeSourceException failure)
    {
        Set = last.Set;
        Origin = last.Origin is NodeListOrigin.Source or NodeListOrigin.Sibling ? NodeListOrigin.Memory : last.Origin;
        Source = last.Source;
        Generation = last.Generation;
        LastFailure = failure.Message;
        FailureKind = failure.Kind;
        FileFailure = last.FileFailure;
        _confirmed = last._confirmed;
        _clock = last._clock;
    }

    /// <summary>The nodes; <see cref="NodeSet.Empty"/> until the first list is known, and never empty after.</summary>
    public NodeSet Set { get; } = NodeSet.Empty;

    /// <summary>Where the list came from. Default <see cref="NodeListOrigin.None"/>, while there is none.</summary>
    public NodeListOrigin Origin { get; }

    /// <summary>The name of the source the list is from; null while there is none.</summary>
    public string? Source { get; }

    /// <summary>When the source last confirmed the list (wall clock, UTC); null while there is none.</summary>
    public DateTimeOffset? ConfirmedAt => Origin is NodeListOrigin.None ? null : _confirmed.At;

    /// <summary>How long ago the source last confirmed the list, counted on a clock that never jumps; null while there is none.</summary>
    public TimeSpan? Age => Origin is NodeListOrigin.None ? null : _confirmed.Age(_clock);

    /// <summary>How often the list has changed since the start; 0 while there is none.</summary>
    public long Generation { get; }

    /// <summary>Why the preferred source's answer could not be used at the last attempt; null when it was used.</summary>
    public string? LastFailure { get; }

    /// <summary>The kind of <see cref="LastFailure"/>; null when there is none.</summary>
    public NodeSourceFailure? FailureKind { get; }

    /// <summary>Why the list could not be kept in the file; null when it was, or no file is configured.</summary>
    public string? FileFailure { get; }

    internal NodeDirectorySnapshot Failed(NodeSourceException failure) => new(this, failure);
}
