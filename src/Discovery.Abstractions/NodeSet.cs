using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Discovery;

/// <summary>
/// The cluster at one moment: immutable, sorted by name (ordinal), no name twice. Two sets are equal when their nodes are;
/// <see cref="Version"/> does not count, since a source may renumber an unchanged list.
/// </summary>
public sealed class NodeSet : IEquatable<NodeSet>
{
    /// <summary>Makes a set from nodes in any order; nodes that are equal are kept once.</summary>
    /// <param name="nodes">The nodes.</param>
    /// <param name="version">The version as the source tells it, if it does.</param>
    /// <exception cref="ArgumentException">Two different nodes have one name; the message has the name.</exception>
    public NodeSet(IEnumerable<Node> nodes, ulong? version = null)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        Nodes = [.. nodes.Distinct().OrderBy(node => node.Name, StringComparer.Ordinal)];
        Version = version;
        for (var i = 1; i < Nodes.Length; i++)
        {
            if (string.Equals(Nodes[i - 1].Name, Nodes[i].Name, StringComparison.Ordinal))
                throw new ArgumentException($"Two different nodes have the name '{Nodes[i].Name}'; a name is a place on the ring and must be unique.", nameof(nodes));
        }

        Fingerprint = ComputeFingerprint(Nodes);
    }

    /// <summary>The set without nodes.</summary>
    public static NodeSet Empty { get; } = new([]);

    /// <summary>The nodes, sorted by name.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The version as the source tells it (ElastiCache's configuration version, Consul's index); null when it tells none.</summary>
    public ulong? Version { get; }

    /// <summary>Sixteen hexadecimal digits, equal in every process that sees the same nodes.</summary>
    public string Fingerprint { get; }

    /// <summary>How many nodes there are.</summary>
    public int Count => Nodes.Length;

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] NodeSet? other) => other is not null && Nodes.AsSpan().SequenceEqual(other.Nodes.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NodeSet);

    /// <inheritdoc/>
    public override int GetHashCode() => Fingerprint.GetHashCode(StringComparison.Ordinal);

    /// <summary>The names of the nodes, the version and the fingerprint.</summary>
    /// <returns>A text for people and logs.</returns>
    public override string ToString() =>
        $"{string.Join(", ", Nodes.Select(node => node.Name))} (version {Version?.ToString(CultureInfo.InvariantCulture) ?? "-"}, {Fingerprint})";

    private static string ComputeFingerprint(ImmutableArray<Node> nodes)
    {
        var text = new StringBuilder();
        foreach (var node in nodes)
        {
            text.Append(CultureInfo.InvariantCulture, $"{node.Name}\n{node.Host}\n{node.Port}\n{node.Address}\n{node.Weight}\n");
            foreach (var (key, value) in node.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
                text.Append(CultureInfo.InvariantCulture, $"{key}\t{value}\n");
            text.Append('\0');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())).AsSpan(0, 8));
    }
}
