using Discovery.Cache;

namespace Quickstart;

/// <summary>Which node has which key at one moment.</summary>
internal sealed class KeyMap
{
    private readonly string[] _owners;

    private KeyMap(string[] owners) => _owners = owners;

    public static async Task<KeyMap> TakeAsync(ICacheClient client, CancellationToken cancellationToken)
    {
        var owners = new string[KeyStream.Keys];
        for (var i = 0; i < owners.Length; i++)
            owners[i] = (await client.ExplainAsync(KeyStream.Key(i), cancellationToken))?.Node.Name ?? "";
        return new KeyMap(owners);
    }

    public double MovedSince(KeyMap before) => _owners.Where((owner, i) => !string.Equals(owner, before._owners[i], StringComparison.Ordinal)).Count() / (double)_owners.Length;

    public double ShareOf(string node) => _owners.Count(owner => string.Equals(owner, node, StringComparison.Ordinal)) / (double)_owners.Length;
}
