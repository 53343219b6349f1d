namespace Discovery.Cache.Memcached.Protocol;

/// <summary>Writes commands in classic text, which every version of memcached and every proxy speaks (doc/protocol.txt "Storage commands" and following).</summary>
internal static class ClassicWriter
{
    /// <summary>Begins a <c>get</c>, the one command that takes many keys; <see cref="WriteNextKey"/> adds to it.</summary>
    public static void WriteGet(WriteBuffer buffer, ReadOnlySpan<byte> key) => WriteStart(buffer, "get "u8, key);

    public static void WriteNextKey(WriteBuffer buffer, ReadOnlySpan<byte> key) => WriteStart(buffer, " "u8, key);

    public static void Write(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key, Dialect dialect)
    {
        switch (command.Kind)
        {
            case CommandKind.GetVersioned:
                WriteStart(buffer, "gets "u8, key);
                break;
            case CommandKind.GetAndTouch:
                WriteGetAndTouch(buffer, command, key, dialect);
                break;
            case CommandKind.Remove:
                WriteStart(buffer, "delete "u8, key);
                break;
            case CommandKind.Touch:
                WriteTouch(buffer, command, key);
                break;
            case CommandKind.Increment or CommandKind.Decrement:
                WriteStart(buffer, command.Kind == CommandKind.Increment ? "incr "u8 : "decr "u8, key);
                buffer.Append((byte)' ');
                buffer.Append(command.Delta);
                break;
            case CommandKind.FlushAll:
                buffer.Append("flush_all"u8);
                break;
            default:
                WriteStore(buffer, command, key);
                return;
        }

        buffer.Append("\r\n"u8);
    }

    // touch <key> <expiry>
    public static void WriteTouch(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        WriteStart(buffer, "touch "u8, key);
        buffer.Append((byte)' ');
        buffer.Append(command.Expiry);
    }

    // gat <expiry> <key>; before 1.5.3 two commands, of which the first answers one line more
    private static void WriteGetAndTouch(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key, Dialect dialect)
    {
        if (dialect.HasGetAndTouch)
        {
            buffer.Append("gat "u8);
            buffer.Append(command.Expiry);
            WriteNextKey(buffer, key);
            return;
        }

        WriteTouch(buffer, command, key);
        buffer.Append("\r\n"u8);
        WriteGet(buffer, key);
    }

    // <verb> <key> <flags> <expiry> <bytes> [<version>]
    private static void WriteStore(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        WriteStart(buffer, Verb(command.Kind), key);
        buffer.Append((byte)' ');
        buffer.Append(command.Flags);
        buffer.Append((byte)' ');
        buffer.Append(command.Expiry);
        buffer.Append((byte)' ');
        buffer.Append(command.Value.Length);
        if (command.Kind == CommandKind.CompareAndSet)
        {
            buffer.Append((byte)' ');
            buffer.Append(command.Version);
        }

        buffer.Append("\r\n"u8);
        buffer.Append(command.Value.Span);
        buffer.Append("\r\n"u8);
    }

    private static void WriteStart(WriteBuffer buffer, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> key)
    {
        buffer.Append(verb);
        buffer.Append(key);
    }

    private static ReadOnlySpan<byte> Verb(CommandKind kind) => kind switch
    {
        CommandKind.Add => "add "u8,
        CommandKind.Replace => "replace "u8,
        CommandKind.Append => "append "u8,
        CommandKind.Prepend => "prepend "u8,
        CommandKind.CompareAndSet => "cas "u8,
        _ => "set "u8,
    };
}
