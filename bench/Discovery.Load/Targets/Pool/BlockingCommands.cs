using System.Buffers;
using System.Buffers.Text;

namespace Discovery.Load.Targets.Pool;

/// <summary>One command, one round trip.</summary>
internal static class BlockingCommands
{
    public static byte[]? Get(BlockingConnection connection, string key, Dialect dialect)
    {
        var length = Ask(connection, key, dialect);
        if (length < 0)
            return null;
        var value = GC.AllocateUninitializedArray<byte>(length);
        Finish(connection, value, dialect);
        return value;
    }

    public static bool GetInto(BlockingConnection connection, string key, IBufferWriter<byte> target, Dialect dialect)
    {
        var length = Ask(connection, key, dialect);
        if (length < 0)
            return false;
        Finish(connection, target.GetSpan(length)[..length], dialect);
        target.Advance(length);
        return true;
    }

    public static bool Set(BlockingConnection connection, string key, byte[] value, Dialect dialect)
    {
        connection.Append(dialect == Dialect.Meta ? "ms "u8 : "set "u8);
        connection.Append(key);
        connection.Append(dialect == Dialect.Meta ? " "u8 : " 0 0 "u8);
        connection.Append(value.Length);
        connection.Append("\r\n"u8);
        connection.Append(value);
        connection.Append("\r\n"u8);
        connection.Send();
        return connection.ReadLine().SequenceEqual(dialect == Dialect.Meta ? "HD"u8 : "STORED"u8);
    }

    /// <summary>Fills the values of the keys that are there, one multi-key get; returns how many are.</summary>
    public static int GetMany(BlockingConnection connection, string[] keys, byte[]?[] values)
    {
        connection.Append("get"u8);
        foreach (var key in keys)
        {
            connection.Append(" "u8);
            connection.Append(key);
        }

        connection.Append("\r\n"u8);
        connection.Send();
        var found = 0;
        for (var i = 0; ; i++)
        {
            var line = connection.ReadLine();
            if (line[0] == 'E')
                return found;
            while (!System.Text.Ascii.Equals(KeyOf(line), keys[i]))
                values[i++] = null;
            var value = GC.AllocateUninitializedArray<byte>(Number(line[(line.LastIndexOf((byte)' ') + 1)..]));
            connection.ReadBlock(value);
            values[i] = value;
            found++;
        }
    }

    // the length of the value that follows; -1 for a miss
    private static int Ask(BlockingConnection connection, string key, Dialect dialect)
    {
        connection.Append(dialect == Dialect.Meta ? "mg "u8 : "get "u8);
        connection.Append(key);
        connection.Append(dialect == Dialect.Meta ? " v\r\n"u8 : "\r\n"u8);
        connection.Send();
        var line = connection.ReadLine();
        return line[0] == 'V' ? Number(line[(line.LastIndexOf((byte)' ') + 1)..]) : -1;
    }

    private static void Finish(BlockingConnection connection, Span<byte> value, Dialect dialect)
    {
        connection.ReadBlock(value);
        if (dialect == Dialect.Classic)
            connection.ReadLine(); // END
    }

    private static ReadOnlySpan<byte> KeyOf(ReadOnlySpan<byte> line) => line[6..(6 + line[6..].IndexOf((byte)' '))];

    private static int Number(ReadOnlySpan<byte> text) =>
        Utf8Parser.TryParse(text, out int number, out _) ? number : throw new IOException("the server sent a value without a length");
}
