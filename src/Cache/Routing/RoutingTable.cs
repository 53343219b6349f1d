using System.Collections.Immutable;
using Discovery.Cache.Memcached.Connections;

namespace Discovery.Cache.Routing;

/// <summary>Which node has which key, at one generation of the node list. Immutable: an operation takes it once and uses it to the end.</summary>
internal sealed class RoutingTable
{
    private RoutingTable(NodeSet set, long generation, KetamaRing ring, ImmutableArray<MemcachedNode> nodes)
    {
        Set = set;
        Generation = generation;
        Ring = ring;
        Nodes = nodes;
    }

    public NodeSet Set { get; }

    public long Generation { get; }

    public KetamaRing Ring { get; }

    /// <summary>The nodes in the order of <see cref="Set"/>.</summary>
    public ImmutableArray<MemcachedNode> Nodes { get; }

    /// <summary>Makes the table for a set. Nodes that the last table has, dialled alike, are carried over with their connections.</summary>
    public static RoutingTable Next(RoutingTable? last, NodeSet set, long generation, Func<Node, MemcachedNode> open)
    {
        var survivors = last?.Nodes.ToDictionary(node => node.Node.Name, StringComparer.Ordinal) ?? [];
        // before anything is opened: a set that makes no ring must leave no connections behind
        var ring = new KetamaRing(set);
        return new RoutingTable(set, generation, ring, [.. set.Nodes.Select(Keep)]);

        MemcachedNode Keep(Node node) =>
            survivors.TryGetValue(node.Name, out var survivor) && survivor.Serves(node) ? survivor : open(node);
    }

    public MemcachedNode NodeFor(uint hash) => Nodes[Ring.Find(hash)];
}
