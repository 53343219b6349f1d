using System.Collections.Immutable;
using System.Numerics;

namespace Discovery.Cache.Routing;

/// <summary>
/// libmemcached's weighted ketama (<c>ketama_weighted</c>), so that a key is on the node where a C, Python or PHP client
/// looks for it. Immutable; it depends on the names and weights of the nodes only, never on addresses or order.
/// </summary>
/// <remarks>
/// The number of a node's points depends on its weight over the average one. With equal weights a node that leaves moves its
/// own keys only (and a fortieth of the others at the few sizes, such as 25, at which single precision rounds a name away);
/// with unequal weights the average changes, and a few points of the others come or go with it.
/// </remarks>
internal sealed class KetamaRing
{
    private const double HashSpace = 1UL << 32;

    private readonly ulong[] _points;
    private readonly ulong[] _arcs;
    private readonly int[] _starts;
    private readonly int _shift;
    private readonly double[] _shares;

    /// <summary>Builds the ring of a set; the index of a node is its index in <see cref="NodeSet.Nodes"/>.</summary>
    /// <exception cref="ArgumentException">The set is empty.</exception>
    public KetamaRing(NodeSet nodes)
    {
        if (nodes.Count == 0)
            throw new ArgumentException("A ring needs at least one node.", nameof(nodes));
        Names = [.. nodes.Nodes.Select(node => node.Name)];
        _points = KetamaPoints.Of(nodes);
        _arcs = KetamaArcs.Of(_points);
        // a slot per arc or more: the scan from a slot's start then passes one arc on average
        var bits = Math.Max(1, 32 - BitOperations.LeadingZeroCount((uint)_arcs.Length));
        _shift = 32 - bits;
        _starts = KetamaArcs.Starts(_arcs, bits);
        _shares = KetamaArcs.Shares(_arcs, nodes.Count);
    }

    /// <summary>The names of the nodes, by index.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>How many points the nodes have together.</summary>
    public int PointCount => _points.Length;

    /// <summary>The hash by which a key is looked up.</summary>
    public static uint Hash(ReadOnlySpan<byte> key) => Md5.FirstWord(key);

    /// <summary>The share of the hash space, 0 to 1, whose node has another name in one ring than in the other.</summary>
    public static double MovedShare(KetamaRing before, KetamaRing after)
    {
        var indexes = Enumerable.Range(0, after.Names.Length).ToDictionary(i => after.Names[i], i => i, StringComparer.Ordinal);
        var renumbered = before.Names.Select(name => indexes.TryGetValue(name, out var index) ? index : -1).ToArray();
        return KetamaArcs.Differing(before._arcs, after._arcs, renumbered) / HashSpace;
    }

    /// <summary>The index of the node that a hash belongs to.</summary>
    public int Find(uint hash)
    {
        var arcs = _arcs;
        var wanted = KetamaPoints.At(hash, 0);
        var i = _starts[hash >> _shift];
        while (arcs[i] < wanted)
            i++;
        return KetamaPoints.Node(arcs[i]);
    }

    /// <summary>The point that a hash belongs to: the first that is not below it, or the lowest of all.</summary>
    public uint PointFor(uint hash)
    {
        var i = Array.BinarySearch(_points, KetamaPoints.At(hash, 0));
        i = i < 0 ? ~i : i;
        return KetamaPoints.Place(_points[i == _points.Length ? 0 : i]);
    }

    /// <summary>The share of the hash space, 0 to 1, that belongs to a node.</summary>
    public double ShareOf(int index) => _shares[index] / HashSpace;
}
