using System.Globalization;
using Discovery.Cache.Routing;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.Routing;

public sealed class KetamaRingTests
{
    private static readonly uint[] Hashes = HashesOfKeys(10_000);

    [Fact]
    public void Construct_NoNodes_Throws() => Assert.Throws<ArgumentException>(() => new KetamaRing(NodeSet.Empty));

    [Fact]
    public void Find_OneNode_IsAlwaysIt()
    {
        var ring = new KetamaRing(Equal(1));
        Assert.All(Hashes.Concat([0u, 1u, uint.MaxValue]), hash => Assert.Equal(0, ring.Find(hash)));
        Assert.Equal(1, ring.ShareOf(0));
    }

    [Theory]
    [InlineData(24, 160)]
    [InlineData(25, 156)]
    [InlineData(26, 160)]
    [InlineData(133, 160)]
    [InlineData(299, 156)]
    [InlineData(1000, 160)]
    public void CountFor_EqualWeights_RoundsInSinglePrecision(int nodes, int points)
    {
        Assert.Equal(points, KetamaPoints.CountFor(1, nodes, nodes));
        Assert.Equal(points * nodes, new KetamaRing(Equal(nodes)).PointCount);
    }

    [Theory]
    [InlineData("cache1:11211", "cache1")]
    [InlineData("cache1:11212", "cache1:11212")]
    [InlineData("[2001:db8::1]:11211", "2001:db8::1")]
    [InlineData("[2001:db8::1]:11212", "2001:db8::1:11212")]
    [InlineData("memcached-7f3", "memcached-7f3")]
    [InlineData("2001:db8::1", "2001:db8::1")]
    [InlineData("cache1:011211", "cache1:011211")]
    [InlineData(" cache1:11211", " cache1:11211")]
    [InlineData("cache1:70000", "cache1:70000")]
    public void NameOnRing_AnyName_IsWhatLibmemcachedHashes(string name, string expected) =>
        Assert.Equal(expected, KetamaPoints.NameOnRing(name));

    [Fact]
    public void Find_AnyRing_EqualsTheTextbookSearch() =>
        Prop.ForAll((byte[] weights, uint[] hashes) =>
        {
            var set = Weighted(weights);
            var points = KetamaPoints.Of(set);
            var ring = new KetamaRing(set);
            var corners = points.Select(KetamaPoints.Place).SelectMany(place => new[] { place - 1, place, place + 1 });
            return hashes.Concat(corners).All(hash => ring.Find(hash) == Textbook(points, hash) && ring.PointFor(hash) == TextbookPlace(points, hash));
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_NodesInAnyOrder_SameNode() =>
        Prop.ForAll((byte[] weights, int seed) =>
        {
            var set = Weighted(weights);
            var shuffled = set.Nodes.ToArray();
            new Random(seed).Shuffle(shuffled);
            var (one, other) = (new KetamaRing(set), new KetamaRing(new NodeSet(shuffled)));
            return Hashes.Take(500).All(hash => one.Names[one.Find(hash)] == other.Names[other.Find(hash)]) && KetamaRing.MovedShare(one, other) == 0;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Find_SameNamesAtOtherAddresses_SameNode()
    {
        var ring = new KetamaRing(new NodeSet([new("10.0.0.1", 1, "a"), new("10.0.0.2", 1, "b"), new("10.0.0.3", 1, "c")]));
        var readdressed = new KetamaRing(new NodeSet([new("10.9.0.1", 9, "a"), new("10.9.0.2", 9, "b"), new("10.9.0.3", 9, "c")]));
        Assert.All(Hashes, hash => Assert.Equal(ring.Find(hash), readdressed.Find(hash)));
    }

    [Fact]
    public void Find_AnyHash_DoesNotAllocate()
    {
        var ring = new KetamaRing(Equal(30));
        var key = "user:1234567890"u8;
        var sum = ring.Find(KetamaRing.Hash(key));
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var hash in Hashes)
            sum += ring.Find(hash) + ring.Find(KetamaRing.Hash(key));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0, sum);
    }

    internal static NodeSet Equal(int count) => new(Enumerable.Range(1, count).Select(i => new Node($"cache{i}.example", 11211)));

    internal static uint[] HashesOfKeys(int count) =>
        [.. Enumerable.Range(0, count).Select(i => KetamaRing.Hash(System.Text.Encoding.ASCII.GetBytes(i.ToString(CultureInfo.InvariantCulture))))];

    private static NodeSet Weighted(byte[] weights) =>
        new(weights.Append((byte)1).Take(12).Select((weight, i) => new Node($"cache{i}", 11211 + (i % 2), weight: weight + 1)));

    private static int Textbook(ulong[] points, uint hash) => KetamaPoints.Node(TextbookPoint(points, hash));

    private static uint TextbookPlace(ulong[] points, uint hash) => KetamaPoints.Place(TextbookPoint(points, hash));

    private static ulong TextbookPoint(ulong[] points, uint hash)
    {
        var (left, right) = (0, points.Length);
        while (left < right)
        {
            var middle = left + ((right - left) / 2);
            if (KetamaPoints.Place(points[middle]) < hash)
                left = middle + 1;
            else
                right = middle;
        }

        return points[right == points.Length ? 0 : right];
    }
}
