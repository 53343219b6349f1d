using System.Globalization;

namespace Discovery.Testing.Memcached;

/// <summary>Collects the replies of one batch of commands.</summary>
internal sealed class ReplyWriter
{
    private byte[] _buffer = new byte[16 * 1024];

    public int Length { get; private set; }

    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, Length);

    public ReplyWriter Add(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
        return this;
    }

    public ReplyWriter Add(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
        return this;
    }

    public ReplyWriter Add(ulong number)
    {
        number.TryFormat(Reserve(20), out var written, default, CultureInfo.InvariantCulture);
        Length += written;
        return this;
    }

    public ReplyWriter Add(long number) => number < 0 ? Add((byte)'-').Add((ulong)-number) : Add((ulong)number);

    public ReplyWriter Line(ReadOnlySpan<byte> text) => Add(text).Add("\r\n"u8);

    /// <summary>Gives room for a text to be encoded into, and takes what was written of it.</summary>
    public Span<byte> Reserve(int bytes)
    {
        if (_buffer.Length - Length < bytes)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, Length + bytes));
        return _buffer.AsSpan(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Truncate(int length) => Length = length;
}
