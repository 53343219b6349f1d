using System.Diagnostics.CodeAnalysis;

namespace Discovery.Cache;

/// <summary>The outcome of a read: a hit with its value, a miss, or unavailable with the reason.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct CacheResult<T>
{
    private CacheResult(CacheStatus status, T? value, ulong version, CacheFailure? failure)
    {
        Status = status;
        Value = value;
        Version = version;
        Failure = failure;
    }

    /// <summary>What became of the read.</summary>
    public CacheStatus Status { get; }

    /// <summary>The value of a hit, which may be null when null was stored; otherwise the default of the type.</summary>
    public T? Value { get; }

    /// <summary>The entry's compare-and-set version, for reads that ask for it; otherwise 0.</summary>
    public ulong Version { get; }

    /// <summary>Why the read was unavailable; null for a hit and a miss.</summary>
    public CacheFailure? Failure { get; }

    /// <summary>Whether the value was read.</summary>
    public bool IsHit => Status == CacheStatus.Hit;

    /// <summary>Whether the node could not say.</summary>
    [MemberNotNullWhen(true, nameof(Failure))]
    public bool IsUnavailable => Status == CacheStatus.Unavailable;

    /// <summary>The value of a hit, or something else.</summary>
    /// <param name="other">What to return for a miss and for unavailable.</param>
    /// <returns>The value or <paramref name="other"/>.</returns>
    public T? ValueOr(T? other) => IsHit ? Value : other;

    internal static CacheResult<T> Hit(T? value, ulong version) => new(CacheStatus.Hit, value, version, null);

    internal static CacheResult<T> Miss() => default;

    internal static CacheResult<T> Unavailable(CacheFailure failure) => new(CacheStatus.Unavailable, default, 0, failure);
}
