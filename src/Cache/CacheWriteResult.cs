using System.Diagnostics.CodeAnalysis;

namespace Discovery.Cache;

/// <summary>The outcome of a write. Nothing is swallowed: a write that did not happen says so.</summary>
public readonly record struct CacheWriteResult
{
    internal CacheWriteResult(CacheWriteStatus status, CacheFailure? failure = null)
    {
        Status = status;
        Failure = failure;
    }

    /// <summary>What became of the write.</summary>
    public CacheWriteStatus Status { get; }

    /// <summary>Why the write is unavailable or too large; otherwise null.</summary>
    public CacheFailure? Failure { get; }

    /// <summary>Whether the write was done.</summary>
    public bool IsDone => Status == CacheWriteStatus.Done;

    /// <summary>Whether the node could not say.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    public bool IsUnavailable => Status == CacheWriteStatus.Unavailable;

    internal static CacheWriteResult Unavailable(CacheFailure failure) => new(CacheWriteStatus.Unavailable, failure);
}
