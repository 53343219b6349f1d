using System.Globalization;
using System.Text;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

/// <summary>The least that a server does: lines, blanks, data blocks.</summary>
internal static class WireTokeniser
{
    public static List<string> Tokenise(byte[] bytes, Dialect dialect)
    {
        var found = new List<string>();
        for (var position = 0; position < bytes.Length;)
        {
            var words = ReadLine(bytes, ref position);
            var value = HasData(words) ? ReadData(bytes, int.Parse(words[string.Equals(words[0], "ms", StringComparison.Ordinal) ? 2 : 4], CultureInfo.InvariantCulture), ref position) : "";
            if (string.Equals(words[0], "get", StringComparison.Ordinal))
                found.AddRange(words.Skip(1).Select(key => $"{CommandKind.Get} {Hex(key)} "));
            else if (string.Equals(words[0], "touch", StringComparison.Ordinal) && IsTouchOfAGet(bytes, position, words[1], dialect))
                found.Add($"{CommandKind.GetAndTouch} {Hex(ReadLine(bytes, ref position)[1])} ");
            else
                found.Add($"{Kind(words)} {(words.Length > 1 ? Hex(words[string.Equals(words[0], "gat", StringComparison.Ordinal) ? 2 : 1]) : "")} {value}");
        }

        return found;
    }

    private static string[] ReadLine(byte[] bytes, ref int position)
    {
        var end = Array.IndexOf(bytes, (byte)'\n', position);
        Assert.True(end > position && bytes[end - 1] == '\r');
        var words = Encoding.Latin1.GetString(bytes, position, end - 1 - position).Split(' ');
        position = end + 1;
        return words;
    }

    private static string ReadData(byte[] bytes, int length, ref int position)
    {
        var value = Convert.ToHexString(bytes, position, length);
        Assert.Equal("\r\n"u8.ToArray(), bytes.AsSpan(position + length, 2).ToArray());
        position += length + 2;
        return value;
    }

    // without gat the client sends both in one piece; a get of the same key right behind a touch means the same to a server
    private static bool IsTouchOfAGet(byte[] bytes, int position, string key, Dialect dialect)
    {
        if (dialect.IsMeta || dialect.HasGetAndTouch || position >= bytes.Length)
            return false;
        var next = ReadLine(bytes, ref position);
        return next.Length == 2 && string.Equals(next[0], "get", StringComparison.Ordinal) && string.Equals(next[1], key, StringComparison.Ordinal);
    }

    private static bool HasData(string[] words) => words[0] is "ms" or "set" or "add" or "replace" or "append" or "prepend" or "cas";

    private static string Hex(string latin1) => Convert.ToHexString(Encoding.Latin1.GetBytes(latin1));

    private static CommandKind Kind(string[] words) => words[0] switch
    {
        "mg" => words.Skip(2).Contains("c") ? CommandKind.GetVersioned : CommandKind.GetAndTouch,
        "gets" => CommandKind.GetVersioned,
        "gat" => CommandKind.GetAndTouch,
        "md" or "delete" => CommandKind.Remove,
        "touch" => CommandKind.Touch,
        "ma" => words.Skip(2).Contains("MD") ? CommandKind.Decrement : CommandKind.Increment,
        "incr" => CommandKind.Increment,
        "decr" => CommandKind.Decrement,
        "flush_all" => CommandKind.FlushAll,
        "set" => CommandKind.Set,
        "add" => CommandKind.Add,
        "replace" => CommandKind.Replace,
        "append" => CommandKind.Append,
        "prepend" => CommandKind.Prepend,
        "cas" => CommandKind.CompareAndSet,
        "ms" => words[^1] switch
        {
            "ME" => CommandKind.Add,
            "MR" => CommandKind.Replace,
            "MA" => CommandKind.Append,
            "MP" => CommandKind.Prepend,
            _ => words[^1].StartsWith('C') ? CommandKind.CompareAndSet : CommandKind.Set,
        },
        _ => throw new InvalidOperationException(words[0]),
    };
}
