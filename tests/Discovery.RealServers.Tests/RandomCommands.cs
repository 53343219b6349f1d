using System.Globalization;

namespace Discovery.RealServers.Tests;

/// <summary>
/// Commands over a handful of keys, most of them valid, with times long enough not to pass during the test. Numbers have a key of
/// their own that nobody reads or touches: whether the real server counts in place depends on what its maintenance thread holds.
/// </summary>
internal sealed class RandomCommands(int seed)
{
    private static readonly string[] Keys = ["a", "b", "c", "d", "Zm9v b", "foo", "e"];
    private static readonly string[] MgFlags = ["v", "f", "t", "c", "k", "s", "h", "O1", "q", "N100", "R150", "R50", "T100", "T200", "T0", "x", "v", "c", "t"];
    private static readonly string[] MsFlags = ["T100", "T200", "F5", "I", "MA", "MP", "ME", "MR", "MS", "MX", "c", "k", "O2", "q", "C1", "C#", "C#", "N100", "T-1"];
    private static readonly string[] MdFlags = ["I", "T100", "q", "k", "O3", "C#", "C1", "I", "x"];
    private static readonly string[] MaFlags = ["v", "t", "c", "k", "O4", "q", "N100", "J7", "D5", "MI", "MD", "M-", "M+", "T150", "C#", "MX"];
    private static readonly string[] Values = ["", "1", "99", "abc", "5 ", "18446744073709551615", "xyzxyzxyz"];
    private readonly Random _random = new(seed);
    private int _written;

    public string Next() => _random.Next(21) switch
    {
        < 6 => $"mg {KeyAnd(MgFlags)}",
        < 9 => MetaSet(),
        < 11 => $"md {KeyAnd(MdFlags)}",
        < 13 => $"ma n{Flags(MaFlags)}",
        13 => $"me {PlainKey()}",
        14 => Pick(["get ", "gets ", "gat 120 ", "gats 130 "]) + PlainKey() + " " + PlainKey(),
        15 or 16 => ClassicStore(),
        17 => $"{Pick(["incr", "decr"])} n {Pick(["1", "100", "x", "18446744073709551615"])}{Pick(["", " noreply"])}",
        18 => $"{Pick(["delete", "touch"])} {PlainKey()}{Pick(["", " noreply", " 0", " 140"])}",
        19 => Pick(["set n 0 0 1|7", "set n 0 100 3| 8 ", "delete n", "add n 3 0 2|99", "set n 0 0 0|", "set n 0 0 1|x"]),
        _ => Pick(["mn", "foo", "flush_all", "verbosity 1", "mg", "delete", ""]),
    };

    private string MetaSet()
    {
        var value = Pick(Values);
        var (key, flags) = Split();
        _written++;
        return string.Create(CultureInfo.InvariantCulture, $"ms {key} {value.Length}{flags}{Flags(MsFlags)}|{value}");
    }

    private string ClassicStore()
    {
        var value = Pick(Values);
        _written++;
        var verb = Pick(["set", "set", "add", "replace", "append", "prepend", "cas"]);
        var cas = verb == "cas" ? " " + Cas() : "";
        return string.Create(CultureInfo.InvariantCulture, $"{verb} {PlainKey()} {_random.Next(3)} {Pick(["0", "100", "-1"])} {value.Length}{cas}{Pick(["", "", " noreply"])}|{value}");
    }

    private string KeyAnd(string[] flags)
    {
        var (key, own) = Split();
        return key + own + Flags(flags);
    }

    private (string Key, string Flags) Split()
    {
        var parts = Pick(Keys).Split(' ');
        return (parts[0], parts.Length > 1 ? " b" : "");
    }

    private string PlainKey() => Pick(Keys).Split(' ')[0];

    private string Flags(string[] flags) =>
        string.Concat(Enumerable.Range(0, _random.Next(6)).Select(_ => Pick(flags)).Select(flag => " " + (flag == "C#" ? "C" + Cas() : flag)));

    private string Cas() => (Math.Max(1, _written - _random.Next(8)) * 2).ToString(CultureInfo.InvariantCulture);

    private string Pick(string[] from) => from[_random.Next(from.Length)];
}
