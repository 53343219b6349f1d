using System.Net;

namespace Discovery.Tests.Abstractions;

public sealed class NodeSetTests
{
    [Fact]
    public void Constructor_AnyOrder_SortsByNameAndKeepsEqualNodesOnce()
    {
        var set = new NodeSet([Node.Parse("b:1"), Node.Parse("a:1"), Node.Parse("b:1")], 7);
        Assert.Equal(["a:1", "b:1"], set.Nodes.Select(node => node.Name));
        Assert.Equal(7UL, set.Version);
    }

    [Fact]
    public void Constructor_TwoNodesOfOneName_NamesIt()
    {
        var exception = Assert.Throws<ArgumentException>(() => new NodeSet([new Node("a", 1, "slot"), new Node("b", 1, "slot")]));
        Assert.Contains("'slot'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Equals_SameNodes_WhateverOrderAndVersion()
    {
        var one = new NodeSet([Node.Parse("a:1"), Node.Parse("b:1")], 1);
        var two = new NodeSet([Node.Parse("b:1"), Node.Parse("a:1")], 2);
        Assert.Equal(one, two);
        Assert.Equal(one.GetHashCode(), two.GetHashCode());
        Assert.Equal(one.Fingerprint, two.Fingerprint);
        Assert.NotEqual(one, new NodeSet([Node.Parse("a:1")]));
        Assert.False(one.Equals(null));
    }

    [Fact]
    public void Fingerprint_AnyDifference_Shows()
    {
        var fingerprints = new[]
        {
            new NodeSet([new Node("a", 1, "n")]),
            new NodeSet([new Node("b", 1, "n")]),
            new NodeSet([new Node("a", 2, "n")]),
            new NodeSet([new Node("a", 1, "m")]),
            new NodeSet([new Node("a", 1, "n", IPAddress.Loopback)]),
            new NodeSet([new Node("a", 1, "n", weight: 2)]),
            new NodeSet([new Node("a", 1, "n") { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["k"] = "v" } }]),
            NodeSet.Empty,
        }.Select(set => set.Fingerprint).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(8, fingerprints.Count);
        Assert.All(fingerprints, fingerprint => Assert.Matches("^[0-9a-f]{16}$", fingerprint));
    }

    [Fact]
    public void Fingerprint_KnownSet_IsTheSameInEveryProcess() =>
        Assert.Equal("355e8478cf0e53b9", new NodeSet([Node.Parse("a:1"), Node.Parse("b:1")]).Fingerprint);
}
