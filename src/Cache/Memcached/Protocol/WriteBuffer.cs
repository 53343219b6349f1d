using System.Buffers;
using System.Buffers.Text;

namespace Discovery.Cache.Memcached.Protocol;

/// <summary>A growing run of bytes from the shared pool. Owned by one writer at a time.</summary>
internal sealed class WriteBuffer : IDisposable
{
    private const int KeptBytes = 256 * 1024;
    private byte[] _bytes = ArrayPool<byte>.Shared.Rent(16 * 1024);

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Append(long number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Length += written;
    }

    public void Append(ulong number)
    {
        Utf8Formatter.TryFormat(number, Reserve(20), out var written);
        Length += written;
    }

    public void Truncate(int length) => Length = length;

    /// <summary>Empties the buffer; what a rare large value made it grow to goes back to the pool.</summary>
    public void Clear()
    {
        Length = 0;
        if (_bytes.Length > KeptBytes)
            Replace(KeptBytes);
    }

    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = [];
        Length = 0;
    }

    private Span<byte> Reserve(int count)
    {
        if (_bytes.Length - Length < count)
            Replace(Math.Max(checked(Length + count), _bytes.Length * 2));
        return _bytes.AsSpan(Length);
    }

    private void Replace(int capacity)
    {
        var larger = ArrayPool<byte>.Shared.Rent(capacity);
        Written.Span.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_bytes);
        _bytes = larger;
    }
}
