using System.Buffers.Text;

namespace Discovery.Testing.Memcached;

/// <summary>The parts of a reply that all meta commands share.</summary>
internal static class MetaReply
{
    /// <summary>A reply without a value: the code, and the flags that identify the request.</summary>
    public static void Status(ReplyWriter output, ReadOnlySpan<byte> code, scoped in MetaCommand command, ulong? cas = null)
    {
        output.Add(code);
        var flags = command.Flags;
        while (flags.Next() is { IsEmpty: false } token)
        {
            if (token[0] == (byte)'O')
                output.Add((byte)' ').Add(token);
            else if (token[0] == (byte)'k')
                SentKey(output, command);
            else if (token[0] == (byte)'c' && cas is { } number)
                output.Add(" c"u8).Add(number);
        }

        output.Add("\r\n"u8);
    }

    /// <summary>The key as the request wrote it.</summary>
    public static void SentKey(ReplyWriter output, scoped in MetaCommand command)
    {
        output.Add(" k"u8).Add(command.KeyText);
        if (command.BinaryKey)
            output.Add(" b"u8);
    }

    /// <summary>The key as the item was stored.</summary>
    public static void StoredKey(ReplyWriter output, Item item)
    {
        output.Add(" k"u8);
        KeyText(output, item);
        if (item.BinaryKey)
            output.Add(" b"u8);
    }

    public static void KeyText(ReplyWriter output, Item item)
    {
        if (!item.BinaryKey)
        {
            output.Add(item.Key);
            return;
        }

        Base64.EncodeToUtf8(item.Key, output.Reserve(Base64.GetMaxEncodedToUtf8Length(item.Key.Length)), out _, out var written);
        output.Advance(written);
    }
}
