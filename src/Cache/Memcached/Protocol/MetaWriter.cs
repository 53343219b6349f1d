namespace Discovery.Cache.Memcached.Protocol;

/// <summary>
/// Writes commands in the meta dialect (memcached 1.6.10 and later, doc/protocol.txt "Meta Commands"). Touch is written in its
/// classic form, which every version has and which leaves the win flag of a stale entry alone; a plain get too, since many
/// of them share one classic command.
/// </summary>
internal static class MetaWriter
{
    public static void Write(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        switch (command.Kind)
        {
            case CommandKind.GetVersioned or CommandKind.GetAndTouch:
                WriteGet(buffer, command, key);
                break;
            case CommandKind.Remove:
                WriteStart(buffer, "md "u8, key);
                break;
            case CommandKind.Touch:
                ClassicWriter.WriteTouch(buffer, command, key);
                break;
            case CommandKind.Increment or CommandKind.Decrement:
                WriteArithmetic(buffer, command, key);
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

    // mg <key> v f [c] [T<expiry>]
    private static void WriteGet(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        WriteStart(buffer, "mg "u8, key);
        buffer.Append(" v f"u8);
        if (command.Kind == CommandKind.GetVersioned)
            buffer.Append(" c"u8);
        if (command.Kind == CommandKind.GetAndTouch)
            WriteFlag(buffer, " T"u8, command.Expiry);
    }

    // ms <key> <bytes> F<flags> T<expiry> [C<version>] [M<mode>]; append and prepend keep flags and expiry
    private static void WriteStore(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        WriteStart(buffer, "ms "u8, key);
        buffer.Append((byte)' ');
        buffer.Append(command.Value.Length);
        if (command.Kind is not (CommandKind.Append or CommandKind.Prepend))
        {
            WriteFlag(buffer, " F"u8, command.Flags);
            WriteFlag(buffer, " T"u8, command.Expiry);
        }

        if (command.Kind == CommandKind.CompareAndSet)
        {
            buffer.Append(" C"u8);
            buffer.Append(command.Version);
        }

        buffer.Append(Mode(command.Kind));
        buffer.Append("\r\n"u8);
        buffer.Append(command.Value.Span);
        buffer.Append("\r\n"u8);
    }

    // ma <key> v D<delta> [MD] [N<expiry> J<initial>]
    private static void WriteArithmetic(WriteBuffer buffer, in Command command, ReadOnlySpan<byte> key)
    {
        WriteStart(buffer, "ma "u8, key);
        buffer.Append(" v D"u8);
        buffer.Append(command.Delta);
        if (command.Kind == CommandKind.Decrement)
            buffer.Append(" MD"u8);
        if (command.Initial is { } initial)
        {
            WriteFlag(buffer, " N"u8, command.Expiry);
            buffer.Append(" J"u8);
            buffer.Append(initial);
        }
    }

    private static void WriteStart(WriteBuffer buffer, ReadOnlySpan<byte> verb, ReadOnlySpan<byte> key)
    {
        buffer.Append(verb);
        buffer.Append(key);
    }

    private static void WriteFlag(WriteBuffer buffer, ReadOnlySpan<byte> flag, long number)
    {
        buffer.Append(flag);
        buffer.Append(number);
    }

    private static ReadOnlySpan<byte> Mode(CommandKind kind) => kind switch
    {
        CommandKind.Add => " ME"u8,
        CommandKind.Replace => " MR"u8,
        CommandKind.Append => " MA"u8,
        CommandKind.Prepend => " MP"u8,
        _ => default,
    };
}
