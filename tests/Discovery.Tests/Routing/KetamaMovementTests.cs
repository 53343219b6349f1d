using Discovery.Cache.Routing;

namespace Discovery.Tests.Routing;

public sealed class KetamaMovementTests
{
    private static readonly uint[] Hashes = KetamaRingTests.HashesOfKeys(10_000);

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(30)]
    public void Find_NodeRemoved_OnlyItsKeysMove(int count)
    {
        var set = KetamaRingTests.Equal(count);
        var before = new KetamaRing(set);
        for (var removed = 0; removed < count; removed++)
        {
            var after = new KetamaRing(new NodeSet(set.Nodes.RemoveAt(removed)));
            foreach (var hash in Hashes)
            {
                if (before.Find(hash) != removed)
                    Assert.Equal(before.Names[before.Find(hash)], after.Names[after.Find(hash)]);
            }

            Assert.Equal(before.ShareOf(removed), KetamaRing.MovedShare(before, after), 12);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(30)]
    [InlineData(24)]
    [InlineData(132)]
    [InlineData(299)]
    public void Find_NodeAdded_MovesNoMoreThanItsShare(int count)
    {
        var before = new KetamaRing(KetamaRingTests.Equal(count));
        var after = new KetamaRing(KetamaRingTests.Equal(count + 1));
        var moved = Hashes.Count(hash => before.Names[before.Find(hash)] != after.Names[after.Find(hash)]);
        Assert.InRange(moved, 1, Hashes.Length * ((1.0 / (count + 1)) + 0.05));
        Assert.Equal(moved / (double)Hashes.Length, KetamaRing.MovedShare(before, after), 0.02);
    }

    [Fact]
    public void MovedShare_SameNodes_IsNothing()
    {
        var ring = new KetamaRing(KetamaRingTests.Equal(8));
        Assert.Equal(0, KetamaRing.MovedShare(ring, new KetamaRing(KetamaRingTests.Equal(8))));
    }

    [Fact]
    public void MovedShare_NoNodeInCommon_IsAll()
    {
        var other = new KetamaRing(new NodeSet([new Node("10.0.0.1", 11211)]));
        Assert.Equal(1, KetamaRing.MovedShare(new KetamaRing(KetamaRingTests.Equal(8)), other));
    }

    [Theory]
    [InlineData(3, 0.80, 1.25)]
    [InlineData(8, 0.80, 1.25)]
    [InlineData(30, 0.75, 1.30)]
    [InlineData(100, 0.70, 1.35)]
    public void ShareOf_EqualWeights_IsNearTheFairShare(int count, double least, double most)
    {
        var ring = new KetamaRing(KetamaRingTests.Equal(count));
        var shares = Enumerable.Range(0, count).Select(ring.ShareOf).ToArray();
        Assert.All(shares, share => Assert.InRange(share * count, least, most));
        Assert.Equal(1, shares.Sum(), 12);
    }

    [Fact]
    public void ShareOf_Weights_FollowsThem()
    {
        var ring = new KetamaRing(new NodeSet([new("a", 1, weight: 1), new("b", 1, weight: 2), new("c", 1, weight: 5)]));
        Assert.InRange(ring.ShareOf(0), 0.09, 0.16);
        Assert.InRange(ring.ShareOf(1), 0.20, 0.30);
        Assert.InRange(ring.ShareOf(2), 0.55, 0.70);
    }
}
