using System.Buffers.Text;
using System.Text;

namespace Discovery.Cache.Memcached.Protocol;

/// <summary>Reads the first line of a reply, meta or classic. Position moves only when a whole line is there.</summary>
internal static class ReplyReader
{
    private const int MaxLineBytes = 2048;

    /// <summary>Reads a line from the start of <paramref name="buffer"/>.</summary>
    /// <returns>False when the line is not complete yet.</returns>
    /// <exception cref="MemcachedProtocolException">It is not memcached's protocol.</exception>
    public static bool TryRead(ReadOnlySpan<byte> buffer, out Reply reply, out int consumed)
    {
        reply = default;
        consumed = 0;
        var end = buffer.IndexOf((byte)'\n');
        if ((end < 0 ? buffer.Length : end) > MaxLineBytes)
            throw new MemcachedProtocolException($"the server sent a line of more than {MaxLineBytes} bytes");
        if (end < 0)
            return false;

        if (end < 1 || buffer[end - 1] != '\r')
            throw new MemcachedProtocolException("the server sent a line that does not end with CR LF");
        reply = Parse(buffer[..(end - 1)]);
        consumed = end + 1;
        return true;
    }

    private static Reply Parse(ReadOnlySpan<byte> line)
    {
        if (line.StartsWith("VALUE "u8))
            return ParseValue(line);
        if (line.Length >= 2 && (line.Length == 2 || line[2] == ' '))
        {
            var kind = MetaKind(line[0], line[1]);
            if (kind != ReplyKind.None)
                return ParseMeta(kind, line[2..]);
        }

        return ParseText(line);
    }

    private static ReplyKind MetaKind(byte first, byte second) => (first, second) switch
    {
        ((byte)'V', (byte)'A') => ReplyKind.Value,
        ((byte)'H', (byte)'D') => ReplyKind.Done,
        ((byte)'E', (byte)'N') => ReplyKind.Miss,
        ((byte)'N', (byte)'F') => ReplyKind.NotFound,
        ((byte)'N', (byte)'S') => ReplyKind.NotStored,
        ((byte)'E', (byte)'X') => ReplyKind.Exists,
        ((byte)'M', (byte)'N') => ReplyKind.Noop,
        ((byte)'O', (byte)'K') => ReplyKind.Done,
        _ => ReplyKind.None,
    };

    // rest: [SP <bytes>] *(SP <flag>[<token>])
    private static Reply ParseMeta(ReplyKind kind, ReadOnlySpan<byte> rest)
    {
        var reply = new Reply { Kind = kind };
        if (kind == ReplyKind.Value)
            rest = ReadLength(rest, ref reply);
        while (rest.Length > 1)
        {
            rest = rest[1..];
            var end = rest.IndexOf((byte)' ');
            ReadFlag(end < 0 ? rest : rest[..end], ref reply);
            rest = end < 0 ? default : rest[end..];
        }

        return reply;
    }

    private static ReadOnlySpan<byte> ReadLength(ReadOnlySpan<byte> rest, scoped ref Reply reply)
    {
        if (rest.Length > 1 && Utf8Parser.TryParse(rest[1..], out uint length, out var used) && length <= int.MaxValue
            && (rest.Length == used + 1 || rest[used + 1] == ' '))
        {
            reply.ValueLength = (int)length;
            return rest[(used + 1)..];
        }

        throw new MemcachedProtocolException("the server sent a value without a length");
    }

    private static void ReadFlag(ReadOnlySpan<byte> token, scoped ref Reply reply)
    {
        if (token.IsEmpty)
            return;
        var ok = token[0] switch
        {
            (byte)'f' => Utf8Parser.TryParse(token[1..], out reply.Flags, out var used) && used == token.Length - 1,
            (byte)'c' => Utf8Parser.TryParse(token[1..], out reply.Version, out var used) && used == token.Length - 1,
            _ => true,
        };
        if (!ok)
            throw new MemcachedProtocolException("the server sent a flag without its number");
    }

    // VALUE <key> <flags> <bytes> [<version>]
    private static Reply ParseValue(ReadOnlySpan<byte> line)
    {
        var reply = new Reply { Kind = ReplyKind.Value, KeyStart = 6 };
        var rest = line[6..];
        reply.KeyLength = rest.IndexOf((byte)' ');
        if (reply.KeyLength > 0
            && TryReadNumber(rest[reply.KeyLength..], out var flags, out rest) && flags <= uint.MaxValue
            && TryReadNumber(rest, out var length, out rest) && length <= int.MaxValue
            && (rest.IsEmpty || (TryReadNumber(rest, out reply.Version, out rest) && rest.IsEmpty)))
        {
            reply.Flags = (uint)flags;
            reply.ValueLength = (int)length;
            return reply;
        }

        throw new MemcachedProtocolException("the server sent a VALUE line without its numbers");
    }

    // SP <digits>
    private static bool TryReadNumber(ReadOnlySpan<byte> text, out ulong number, out ReadOnlySpan<byte> rest)
    {
        number = 0;
        rest = default;
        if (text.Length < 2 || text[0] != ' ' || !Utf8Parser.TryParse(text[1..], out number, out var used))
            return false;
        rest = text[(used + 1)..];
        return rest.IsEmpty || rest[0] == ' ';
    }

    private static Reply ParseText(ReadOnlySpan<byte> line)
    {
        if (ClassicKind(line) is var kind and not ReplyKind.None)
            return new Reply { Kind = kind };
        if (Utf8Parser.TryParse(line, out ulong number, out var used) && used == line.Length)
            return new Reply { Kind = ReplyKind.Number, Number = number };
        if (line.StartsWith("VERSION "u8))
            return new Reply { Kind = ReplyKind.Version, Text = Encoding.ASCII.GetString(line[8..]) };
        if (line.StartsWith("SERVER_ERROR"u8))
            return Error(line.IndexOf("too large"u8) >= 0 ? ReplyKind.TooLarge : ReplyKind.ServerError, line);
        if (line.StartsWith("CLIENT_ERROR"u8))
            return Error(ClientError(line), line);
        if (line.SequenceEqual("ERROR"u8) || line.StartsWith("-ERR"u8))
            return Error(ReplyKind.Refused, line);
        throw new MemcachedProtocolException("the server sent a line that memcached does not send");
    }

    private static ReplyKind ClassicKind(ReadOnlySpan<byte> line) => line switch
    {
        _ when line.SequenceEqual("END"u8) => ReplyKind.End,
        _ when line.SequenceEqual("STORED"u8) || line.SequenceEqual("DELETED"u8) || line.SequenceEqual("TOUCHED"u8) => ReplyKind.Done,
        _ when line.SequenceEqual("NOT_STORED"u8) => ReplyKind.NotStored,
        _ when line.SequenceEqual("NOT_FOUND"u8) => ReplyKind.NotFound,
        _ when line.SequenceEqual("EXISTS"u8) => ReplyKind.Exists,
        _ => ReplyKind.None,
    };

    // "not allowed" is a server whose administrator forbids flush_all; it understood what was said
    private static ReplyKind ClientError(ReadOnlySpan<byte> line) =>
        line.IndexOf("non-numeric"u8) >= 0 ? ReplyKind.NotNumeric
        : line.IndexOf("not allowed"u8) >= 0 ? ReplyKind.ServerError
        : ReplyKind.Refused;

    private static Reply Error(ReplyKind kind, ReadOnlySpan<byte> line) =>
        new() { Kind = kind, Text = Encoding.ASCII.GetString(line[..Math.Min(line.Length, 200)]) };
}
