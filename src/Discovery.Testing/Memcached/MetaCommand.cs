using System.Buffers;
using System.Buffers.Text;

namespace Discovery.Testing.Memcached;

/// <summary>A meta command as sent: its key and its flags. Flags that another meta command knows are accepted and ignored.</summary>
internal ref struct MetaCommand
{
    public const int MaxKeyLength = 250;
    private const int MaxOpaqueLength = 32;
    private uint _seenLower;
    private uint _seenUpper;

    /// <summary>The key as sent; base64 when <see cref="BinaryKey"/>.</summary>
    public ReadOnlySpan<byte> KeyText;

    /// <summary>The key under which the item is stored.</summary>
    public ReadOnlySpan<byte> Key;

    /// <summary>The flags as sent, for those that are answered in the order of the request.</summary>
    public Tokens Flags;

    /// <summary>What is wrong with the opaque; told only when nothing else is.</summary>
    public MetaError OpaqueError;
    public bool BinaryKey;
    public bool Quiet;
    public bool WantsValue;
    public bool Invalidate;
    public bool RemoveValue;
    public byte Mode;
    public int? Ttl;
    public int? VivifyTtl;
    public int? RefreshBelow;
    public uint ClientFlags;
    public ulong? Cas;
    public ulong? NewCas;
    public ulong? Delta;
    public ulong Initial;

    /// <summary>Reads the flags.</summary>
    /// <param name="keyText">The key as sent, of a length that is allowed.</param>
    /// <param name="flags">The words behind the key (and the length).</param>
    /// <param name="explicitCas">Whether the version knows E and x.</param>
    /// <param name="scratch">Room for a decoded key, alive as long as the command.</param>
    public MetaError Parse(ReadOnlySpan<byte> keyText, Tokens flags, bool explicitCas, Span<byte> scratch)
    {
        KeyText = keyText;
        Key = keyText;
        Flags = flags;
        while (flags.Next() is { IsEmpty: false } token)
        {
            var error = IsRepeated(token[0]) ? MetaError.Duplicate : ParseFlag(token, explicitCas);
            if (error != MetaError.None)
                return error;
        }

        return BinaryKey ? DecodeKey(scratch) : MetaError.None;
    }

    private bool IsRepeated(byte flag)
    {
        ref var seen = ref (flag >= (byte)'a' ? ref _seenLower : ref _seenUpper);
        var bit = 1u << (flag & 31);
        var repeated = (seen & bit) != 0;
        seen |= bit;
        return repeated;
    }

    private MetaError ParseFlag(ReadOnlySpan<byte> token, bool explicitCas)
    {
        switch (token[0])
        {
            case (byte)'b':
                BinaryKey = true;
                return MetaError.None;
            case (byte)'q':
                Quiet = true;
                return MetaError.None;
            case (byte)'v':
                WantsValue = true;
                return MetaError.None;
            case (byte)'I':
                Invalidate = true;
                return MetaError.None;
            case (byte)'x' when explicitCas:
                RemoveValue = true;
                return MetaError.None;
            case (byte)'O':
                OpaqueError = token.Length > MaxOpaqueLength ? MetaError.OpaqueTooLong : MetaError.None;
                return MetaError.None;
            case (byte)'c' or (byte)'f' or (byte)'h' or (byte)'k' or (byte)'l' or (byte)'s' or (byte)'t' or (byte)'u' or (byte)'L' or (byte)'P':
                return MetaError.None;
            default:
                return ParseArgument(token[0], token[1..], explicitCas);
        }
    }

    private MetaError ParseArgument(byte flag, ReadOnlySpan<byte> argument, bool explicitCas)
    {
        switch (flag)
        {
            case (byte)'T':
                return ReadSeconds(argument, ref Ttl);
            case (byte)'N':
                return ReadSeconds(argument, ref VivifyTtl);
            case (byte)'R':
                return ReadSeconds(argument, ref RefreshBelow);
            case (byte)'C':
                return ReadNumber(argument, ref Cas, MetaError.BadToken);
            case (byte)'E' when explicitCas:
                return ReadNumber(argument, ref NewCas, MetaError.BadToken);
            case (byte)'D':
                return ReadNumber(argument, ref Delta, MetaError.BadDelta);
            case (byte)'J':
                return NumberText.TryUInt64(argument, out Initial) ? MetaError.None : MetaError.BadInitial;
            case (byte)'F':
                return NumberText.TryFlags(argument, out ClientFlags) ? MetaError.None : MetaError.BadFlags;
            case (byte)'M':
                Mode = argument.Length == 1 ? argument[0] : Mode;
                return argument.Length == 1 ? MetaError.None : MetaError.BadModeLength;
            default:
                return MetaError.Invalid;
        }
    }

    private static MetaError ReadSeconds(ReadOnlySpan<byte> text, ref int? value)
    {
        var ok = NumberText.TryInt32(text, out var number);
        value = number;
        return ok ? MetaError.None : MetaError.BadToken;
    }

    private static MetaError ReadNumber(ReadOnlySpan<byte> text, ref ulong? value, MetaError error)
    {
        var ok = NumberText.TryUInt64(text, out var number);
        value = number;
        return ok ? MetaError.None : error;
    }

    private MetaError DecodeKey(Span<byte> scratch)
    {
        if (Base64.DecodeFromUtf8(KeyText, scratch, out _, out var length) != OperationStatus.Done || length == 0)
            return MetaError.BadKeyText;
        Key = scratch[..length];
        return MetaError.None;
    }
}
