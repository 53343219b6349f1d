using System.Text;
using Discovery.Cache.Routing;
using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

/// <summary>The ring against the library that it must agree with, where the golden vectors do not reach.</summary>
public sealed class LibmemcachedRingTests
{
    private static readonly string[] Keys = [.. Enumerable.Range(0, 5_000).Select(i => $"key{i}"), "ключ", "日本", "VDEAAAAA"];

    [Theory]
    [InlineData(2)]
    [InlineData(24)]
    [InlineData(25)] // 156 points each: single precision rounds a name away
    [InlineData(47)]
    [InlineData(100)] // the most that this library takes
    public Task Find_EqualWeights_SameNodeAsLibmemcached(int count) =>
        AssertSame(Enumerable.Range(1, count).Select(i => new Node($"cache{i}.example", 11211)));

    [Fact]
    public Task Find_AnyWeightsAndPorts_SameNodeAsLibmemcached() =>
        AssertSame(Enumerable.Range(1, 19).Select(i => new Node($"cache{i}", 11211 + (i % 2), weight: i * i)));

    [Fact]
    public Task Find_IPv6Literals_SameNodeAsLibmemcachedGivenThemWithoutBrackets() =>
        AssertSame([new("2001:db8::1", 11211), new("2001:db8::2", 11212), new("2001:db8::3", 11211, weight: 2)]);

    private static async Task AssertSame(IEnumerable<Node> nodes)
    {
        var set = new NodeSet(nodes);
        var ring = new KetamaRing(set);
        var expected = await Libmemcached.NodesOfAsync(set.Nodes, Keys);
        Assert.Equal(expected, Keys.Select(key => ring.Find(KetamaRing.Hash(Encoding.UTF8.GetBytes(key)))));
    }
}
