using System.Buffers;
using System.Collections.Concurrent;

namespace Discovery.Cache.Client;

/// <summary>Buffers for encoding one value, pooled; given back when the operation has ended, since it may be encoded a second time.</summary>
internal static class Scratch
{
    private const int PooledBuffers = 1024;
    private const int KeptBytes = 64 * 1024;
    private static readonly ConcurrentQueue<ArrayBufferWriter<byte>> Pool = new();

    public static ArrayBufferWriter<byte> Rent() => Pool.TryDequeue(out var buffer) ? buffer : new ArrayBufferWriter<byte>(256);

    public static void Return(ArrayBufferWriter<byte> buffer)
    {
        if (buffer.Capacity > KeptBytes || Pool.Count >= PooledBuffers)
            return;
        buffer.ResetWrittenCount();
        Pool.Enqueue(buffer);
    }
}
