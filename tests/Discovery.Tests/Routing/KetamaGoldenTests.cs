using System.Text;
using System.Text.Json;
using Discovery.Cache.Routing;

namespace Discovery.Tests.Routing;

public sealed class KetamaGoldenTests
{
    private static readonly JsonElement Weighted = HashVectors.Root.GetProperty("libmemcached_weighted");

    [Fact]
    public void Find_LibmemcachedsOwnCases_SameHashPointAndNode()
    {
        var ring = new KetamaRing(WeightedNodes());
        var cases = Weighted.GetProperty("cases").EnumerateArray().ToArray();
        Assert.Equal(99, cases.Length);
        foreach (var expected in cases)
        {
            var hash = KetamaRing.Hash(Encoding.UTF8.GetBytes(expected.GetProperty("key").GetString()!));
            Assert.Equal(expected.GetProperty("hash").GetUInt32(), hash);
            Assert.Equal(expected.GetProperty("point").GetUInt32(), ring.PointFor(hash));
            Assert.Equal(expected.GetProperty("node").GetString() + ":11211", ring.Names[ring.Find(hash)]);
        }
    }

    [Fact]
    public void CountFor_LibmemcachedsOwnServers_SamePoints()
    {
        var nodes = WeightedNodes().Nodes;
        var total = nodes.Sum(node => (long)node.Weight);
        Assert.Equal([176, 88, 56, 104, 296, 236, 280, 28], nodes.Select(node => KetamaPoints.CountFor(node.Weight, total, nodes.Length)));
        Assert.Equal(1264, new KetamaRing(WeightedNodes()).PointCount);
    }

    [Fact]
    public void Find_ComputedMaps_SameNode()
    {
        var maps = HashVectors.Computed("libmemcached-ketama-weighted-160").ToArray();
        Assert.Equal([1, 3, 8], maps.Select(map => map.Nodes.Length).Order());
        foreach (var (nodes, cases) in maps)
        {
            var ring = new KetamaRing(new NodeSet(nodes.Select(Node.Parse)));
            Assert.All(cases, expected => Assert.Equal(nodes[expected.Node], NodeOf(ring, expected.Key)));
        }
    }

    [Fact]
    public void Find_HashAboveTheHighestPoint_WrapsToTheFirst()
    {
        var ring = new KetamaRing(WeightedNodes());
        var hash = KetamaRing.Hash("VDEAAAAA"u8);
        Assert.Equal(0xfffcd1b5u, hash);
        Assert.Equal(ring.PointFor(0), ring.PointFor(hash));
        Assert.Equal(ring.Find(0), ring.Find(hash));
    }

    [Theory]
    [InlineData("foo", "cache2:11211")]
    [InlineData("bar", "cache2:11211")]
    [InlineData("hello", "cache2:11211")]
    [InlineData("user:1", "cache2:11211")]
    [InlineData("user:2", "cache1:11211")]
    [InlineData("0", "cache1:11211")]
    [InlineData("233", "cache2:11211")]
    [InlineData("466", "cache1:11212")]
    [InlineData("key-1", "cache1:11212")]
    public void Find_DefaultPortAmongOthers_IsOmittedFromTheName(string key, string node)
    {
        var ring = new KetamaRing(new NodeSet([new("cache1", 11211), new("cache1", 11212), new("cache2", 11211, weight: 2)]));
        Assert.Equal(480, ring.PointCount);
        Assert.Equal(node, NodeOf(ring, key));
    }

    private static string NodeOf(KetamaRing ring, string key) => ring.Names[ring.Find(KetamaRing.Hash(Encoding.UTF8.GetBytes(key)))];

    private static NodeSet WeightedNodes() => new(
        from server in Weighted.GetProperty("servers").EnumerateArray()
        select new Node(server.GetProperty("host").GetString()!, server.GetProperty("port").GetInt32(), weight: server.GetProperty("weight").GetInt32()));
}
