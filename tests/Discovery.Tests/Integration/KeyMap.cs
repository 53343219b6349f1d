using System.Globalization;
using Discovery.Cache;

namespace Discovery.Tests.Integration;

/// <summary>Which node has which of ten thousand fixed keys, as the client itself explains it.</summary>
internal static class KeyMap
{
    public const int Keys = 10_000;

    /// <summary>How many of them are written.</summary>
    public const int Filled = 300;

    public static string Key(int i) => string.Create(CultureInfo.InvariantCulture, $"key:{i}");

    public static async Task<string[]> ReadAsync(ICacheClient client)
    {
        var map = new string[Keys];
        for (var i = 0; i < Keys; i++)
            map[i] = (await client.ExplainAsync(Key(i)))!.Node.Name;
        return map;
    }

    public static Task<string[]> MapAsync(this ChainRig rig) => ReadAsync(rig.Client);

    /// <summary>The keys that have another node than before.</summary>
    public static int[] Moved(string[] before, string[] after) => [.. Enumerable.Range(0, Keys).Where(i => before[i] != after[i])];

    /// <summary>A key that is written and that a node has.</summary>
    public static int KeyOf(string[] map, string node) => Enumerable.Range(0, Filled).First(i => map[i] == node);
}
