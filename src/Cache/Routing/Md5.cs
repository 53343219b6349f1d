using System.Runtime.InteropServices;
using static System.Buffers.Binary.BinaryPrimitives;

namespace Discovery.Cache.Routing;

/// <summary>
/// MD5 in managed code. Ketama needs it for every key, and setting up the operating system's one costs four times as much
/// as the one block that a key is. It spreads keys; it protects nothing.
/// </summary>
internal static class Md5
{
    private const int LongestInOneBlock = Md5Block.Bytes - 9;

    /// <summary>The first four bytes of the digest as a little-endian number: what ketama calls the hash of a key.</summary>
    public static uint FirstWord(ReadOnlySpan<byte> data)
    {
        if (data.Length > LongestInOneBlock)
            return HashAll(data).A;
        var state = Md5State.Initial;
        var block = LastBlock(data, data.Length);
        return state.AddForFirstWord(in block);
    }

    /// <summary>Writes the digest as four little-endian numbers.</summary>
    public static void Hash(ReadOnlySpan<byte> data, Span<uint> digest)
    {
        var state = HashAll(data);
        digest[3] = state.D;
        digest[2] = state.C;
        digest[1] = state.B;
        digest[0] = state.A;
    }

    private static Md5State HashAll(ReadOnlySpan<byte> data)
    {
        var state = Md5State.Initial;
        var rest = data;
        for (; rest.Length >= Md5Block.Bytes; rest = rest[Md5Block.Bytes..])
        {
            var full = FullBlock(rest);
            state.Add(in full);
        }

        if (rest.Length > LongestInOneBlock)
        {
            var marked = MarkedBlock(rest);
            state.Add(in marked);
            var length = LengthBlock(data.Length);
            state.Add(in length);
            return state;
        }

        var last = LastBlock(rest, data.Length);
        state.Add(in last);
        return state;
    }

    private static Md5Block FullBlock(ReadOnlySpan<byte> data)
    {
        Md5Block block = default;
        data[..Md5Block.Bytes].CopyTo(MemoryMarshal.AsBytes((Span<uint>)block));
        ToWords(ref block);
        return block;
    }

    private static Md5Block MarkedBlock(ReadOnlySpan<byte> data)
    {
        Md5Block block = default;
        var bytes = MemoryMarshal.AsBytes((Span<uint>)block);
        data.CopyTo(bytes);
        bytes[data.Length] = 0x80;
        ToWords(ref block);
        return block;
    }

    private static Md5Block LengthBlock(int length)
    {
        Md5Block block = default;
        block[14] = (uint)length << 3;
        block[15] = (uint)length >> 29;
        return block;
    }

    private static Md5Block LastBlock(ReadOnlySpan<byte> data, int length)
    {
        var block = MarkedBlock(data);
        block[14] = (uint)length << 3;
        block[15] = (uint)length >> 29;
        return block;
    }

    private static void ToWords(ref Md5Block block)
    {
        if (!BitConverter.IsLittleEndian)
            ReverseEndianness((ReadOnlySpan<uint>)block, block);
    }
}
