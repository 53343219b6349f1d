using System.Globalization;
using System.Text;

namespace Discovery.Cache.Routing;

/// <summary>
/// The points of a ring. A point is one number, its place (0 to 2³² - 1) in the upper half and the index of its node in the
/// lower one; sorted by it, the lower index comes first at one place, and every process agrees.
/// </summary>
internal static class KetamaPoints
{
    private const int PointsPerNode = 160;
    private const int PointsPerName = 4;
    private const int PortThatIsOmitted = 11211;

    /// <summary>All points of a set, sorted.</summary>
    public static ulong[] Of(NodeSet set)
    {
        var total = set.Nodes.Sum(node => (long)node.Weight);
        var points = new List<ulong>(set.Count * PointsPerNode);
        for (var i = 0; i < set.Count; i++)
            AddPoints(points, NameOnRing(set.Nodes[i].Name), i, CountFor(set.Nodes[i].Weight, total, set.Count));
        points.Sort();
        return [.. points];
    }

    /// <summary>How many points a node has: about 160 times its weight over the average weight, a multiple of four.</summary>
    /// <remarks>
    /// Single precision at each step, as libmemcached computes it: of 25 equal nodes each has 156 points, where double
    /// precision gives 160, and then one key in forty would be looked for on another node than a C or Python client chose.
    /// </remarks>
    public static int CountFor(int weight, long totalWeight, int nodes)
    {
        var share = (float)weight / (float)totalWeight;
        var quarter = (float)((float)((float)(share * PointsPerNode) / PointsPerName) * (float)nodes);
        return (int)MathF.Floor((float)(quarter + 1e-10f)) * PointsPerName;
    }

    /// <summary>What libmemcached makes of a node's name before it appends the number of the point.</summary>
    /// <remarks>
    /// <c>host:11211</c> counts as <c>host</c>; another port stays. libmemcached is given host and port apart, so an IPv6
    /// literal has no brackets there: <c>[2001:db8::1]:11211</c> counts as <c>2001:db8::1</c>. A name that is not exactly an
    /// endpoint (a service id, a slot) counts as it is.
    /// </remarks>
    public static string NameOnRing(string name)
    {
        if (!HostPort.TryParse(name, out var endpoint, out _) || !string.Equals(endpoint.ToString(), name, StringComparison.Ordinal))
            return name;
        return endpoint.Port == PortThatIsOmitted ? endpoint.Host : $"{endpoint.Host}:{endpoint.Port}";
    }

    /// <summary>The point of a node at a place.</summary>
    public static ulong At(uint place, int node) => ((ulong)place << 32) | (uint)node;

    /// <summary>The place of a point.</summary>
    public static uint Place(ulong point) => (uint)(point >> 32);

    /// <summary>The index of the node that a point belongs to.</summary>
    public static int Node(ulong point) => (int)(uint)point;

    private static void AddPoints(List<ulong> points, string name, int node, int count)
    {
        Span<uint> digest = stackalloc uint[PointsPerName];
        for (var j = 0; j < count / PointsPerName; j++)
        {
            Md5.Hash(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name}-{j}")), digest);
            foreach (var value in digest)
                points.Add(At(value, node));
        }
    }
}
