using static Discovery.Cache.Routing.KetamaPoints;

namespace Discovery.Cache.Routing;

/// <summary>
/// The ring as a look-up needs it: the points at which arcs end, sorted, so that one read tells an arc's end and its node.
/// The last arc ends at the highest hash: a scan always finds one and never wraps.
/// </summary>
internal static class KetamaArcs
{
    /// <summary>Joins neighbouring points of one node to one arc.</summary>
    public static ulong[] Of(ulong[] points)
    {
        var arcs = new List<ulong>(points.Length + 1);
        foreach (var point in points)
        {
            // the lower index was sorted first and has the place
            if (arcs.Count == 0 || Place(arcs[^1]) != Place(point))
                Append(arcs, point);
        }

        if (Place(arcs[^1]) != uint.MaxValue)
            Append(arcs, At(uint.MaxValue, Node(points[0])));
        return [.. arcs];
    }

    /// <summary>For each value of the upper bits of a hash, the first arc that may hold it.</summary>
    public static int[] Starts(ulong[] arcs, int bits)
    {
        var starts = new int[1 << bits];
        var arc = 0;
        for (var slot = 0; slot < starts.Length; slot++)
        {
            while (arcs[arc] < (ulong)slot << (64 - bits))
                arc++;
            starts[slot] = arc;
        }

        return starts;
    }

    /// <summary>How many hashes belong to each node.</summary>
    public static double[] Shares(ulong[] arcs, int nodes)
    {
        var shares = new double[nodes];
        long next = 0;
        foreach (var arc in arcs)
        {
            shares[Node(arc)] += Place(arc) + 1L - next;
            next = Place(arc) + 1L;
        }

        return shares;
    }

    /// <summary>How many hashes belong to different nodes in two rings.</summary>
    /// <param name="before">The arcs of the first ring.</param>
    /// <param name="after">The arcs of the second ring.</param>
    /// <param name="renumbered">The second ring's index of each node of the first, or -1.</param>
    public static long Differing(ulong[] before, ulong[] after, int[] renumbered)
    {
        long differing = 0;
        long next = 0;
        for (int i = 0, j = 0; i < before.Length;)
        {
            var end = Math.Min(Place(before[i]), Place(after[j]));
            if (renumbered[Node(before[i])] != Node(after[j]))
                differing += end + 1L - next;
            next = end + 1L;
            if (Place(after[j]) == end)
                j++;
            if (Place(before[i]) == end)
                i++;
        }

        return differing;
    }

    private static void Append(List<ulong> arcs, ulong point)
    {
        if (arcs.Count > 0 && Node(arcs[^1]) == Node(point))
            arcs[^1] = point;
        else
            arcs.Add(point);
    }
}
