using System.Buffers;

namespace Discovery.Cache;

/// <summary>Turns values that are neither bytes, text nor integers into bytes and back. Must be safe for use by many threads.</summary>
public interface ICacheSerializer
{
    /// <summary>Writes a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="value">The value, never null.</param>
    /// <param name="target">Where to write.</param>
    void Serialize<T>(T value, IBufferWriter<byte> target);

    /// <summary>Reads a value.</summary>
    /// <typeparam name="T">The type of the value.</typeparam>
    /// <param name="source">All bytes that <see cref="Serialize"/> wrote; not to be kept after the call.</param>
    /// <returns>The value.</returns>
    T? Deserialize<T>(ReadOnlyMemory<byte> source);
}
