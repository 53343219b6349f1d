using System.Buffers;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// What became of an operation: a reply, with its data block in a rented array that the receiver gives back by
/// <see cref="Release"/>, or a failure.
/// </summary>
internal readonly record struct Outcome(Reply Reply, byte[]? Rented, CacheFailure? Failure)
{
    public ReadOnlyMemory<byte> Value => Rented.AsMemory(0, Reply.ValueLength);

    public static Outcome Failed(CacheFailure failure) => new(default, null, failure);

    public void Release()
    {
        if (Rented is { Length: > 0 })
            ArrayPool<byte>.Shared.Return(Rented);
    }
}
