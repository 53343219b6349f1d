using System.Collections.Immutable;

namespace Discovery.Testing.Memcached;

internal static class Verbs
{
    public static readonly ImmutableArray<string> Words =
    [
        "unknown", "get", "gets", "gat", "gats", "set", "add", "replace", "append", "prepend", "cas", "delete", "incr", "decr",
        "touch", "flush_all", "version", "verbosity", "stats", "quit", "mg", "ms", "md", "ma", "me", "mn",
    ];

    public static bool IsStorage(Verb verb) => verb is (>= Verb.Set and <= Verb.Cas) or Verb.Ms;

    public static bool IsMeta(Verb verb) => verb >= Verb.Mg;

    public static Verb Read(ReadOnlySpan<byte> word) => word.Length switch
    {
        2 => ReadMeta(word),
        3 => Match(word, "get"u8, Verb.Get) | Match(word, "set"u8, Verb.Set) | Match(word, "gat"u8, Verb.Gat)
            | Match(word, "add"u8, Verb.Add) | Match(word, "cas"u8, Verb.Cas),
        4 => Match(word, "gets"u8, Verb.Gets) | Match(word, "incr"u8, Verb.Incr) | Match(word, "decr"u8, Verb.Decr)
            | Match(word, "gats"u8, Verb.Gats) | Match(word, "quit"u8, Verb.Quit),
        5 => Match(word, "touch"u8, Verb.Touch) | Match(word, "stats"u8, Verb.Stats),
        6 => Match(word, "delete"u8, Verb.Delete) | Match(word, "append"u8, Verb.Append),
        7 => Match(word, "replace"u8, Verb.Replace) | Match(word, "prepend"u8, Verb.Prepend) | Match(word, "version"u8, Verb.Version),
        9 => Match(word, "flush_all"u8, Verb.FlushAll) | Match(word, "verbosity"u8, Verb.Verbosity),
        _ => Verb.Unknown,
    };

    // at most one of the words matches, so combining the results keeps that one
    private static Verb Match(ReadOnlySpan<byte> word, ReadOnlySpan<byte> expected, Verb verb) =>
        word.SequenceEqual(expected) ? verb : Verb.Unknown;

    private static Verb ReadMeta(ReadOnlySpan<byte> word) => word[0] != (byte)'m' ? Verb.Unknown : word[1] switch
    {
        (byte)'g' => Verb.Mg,
        (byte)'s' => Verb.Ms,
        (byte)'d' => Verb.Md,
        (byte)'a' => Verb.Ma,
        (byte)'e' => Verb.Me,
        (byte)'n' => Verb.Mn,
        _ => Verb.Unknown,
    };
}
