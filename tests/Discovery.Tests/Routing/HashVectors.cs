using System.Text.Json;

namespace Discovery.Tests.Routing;

/// <summary>Golden vectors from other clients' own tests.</summary>
internal static class HashVectors
{
    public static JsonElement Root { get; } = Load();

    /// <summary>The maps of an algorithm: the nodes, and the index of the node of each key.</summary>
    public static IEnumerable<(string[] Nodes, (string Key, int Node)[] Cases)> Computed(string algorithm) =>
        from map in Root.GetProperty("computed").EnumerateArray()
        where string.Equals(map.GetProperty("algorithm").GetString(), algorithm, StringComparison.Ordinal)
        select (
            map.GetProperty("nodes").EnumerateArray().Select(node => node.GetString()!).ToArray(),
            map.GetProperty("cases").EnumerateObject().Select(entry => (entry.Name, entry.Value.GetInt32())).ToArray());

    private static JsonElement Load()
    {
        using var stream = typeof(HashVectors).Assembly.GetManifestResourceStream("hash-vectors.json")!;
        using var document = JsonDocument.Parse(stream);
        return document.RootElement.Clone();
    }
}
