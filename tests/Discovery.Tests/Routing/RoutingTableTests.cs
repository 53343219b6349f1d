using System.Net;
using System.Text;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Routing;

namespace Discovery.Tests.Routing;

public sealed class RoutingTableTests
{
    [Fact]
    public async Task Next_Survivors_AreTheSameObjectsInTheOrderOfTheSet()
    {
        await using var rig = new RouterRig();
        var first = RoutingTable.Next(null, RouterRig.Set("a", "b", "c"), 1, rig.Open);
        var second = RoutingTable.Next(first, RouterRig.Set("d", "c", "a"), 2, rig.Open);
        Assert.Equal(["a", "c", "d"], second.Nodes.Select(node => node.Node.Name));
        Assert.Same(first.Nodes[0], second.Nodes[0]);
        Assert.Same(first.Nodes[2], second.Nodes[1]);
        Assert.Equal(4, rig.Opened);
        Assert.Equal((2, RouterRig.Set("a", "c", "d")), (second.Generation, second.Set));
        await DisposeAsync(first, second);
    }

    [Theory]
    [InlineData("other-host", 11211, null, 1, false)]
    [InlineData("a", 11212, null, 1, false)]
    [InlineData("a", 11211, "10.0.0.1", 1, false)]
    [InlineData("A", 11211, null, 1, true)]
    [InlineData("a", 11211, null, 7, true)]
    public async Task Next_SameName_IsKeptWhenItIsDialledAlike(string host, int port, string? address, int weight, bool kept)
    {
        await using var rig = new RouterRig();
        var first = RoutingTable.Next(null, RouterRig.Set("a", "b"), 1, rig.Open);
        var changed = new Node(host, port, "a", address is null ? null : IPAddress.Parse(address), weight);
        var second = RoutingTable.Next(first, new NodeSet([changed, first.Set.Nodes[1]]), 2, rig.Open);
        Assert.Equal(kept, ReferenceEquals(first.Nodes[0], second.Nodes[0]));
        Assert.Same(first.Nodes[1], second.Nodes[1]);
        Assert.Equal(changed, second.Set.Nodes[0]);
        await DisposeAsync(first, second);
    }

    [Fact]
    public async Task NodeFor_Readdressed_MovesNoKey()
    {
        await using var rig = new RouterRig();
        var first = RoutingTable.Next(null, RouterRig.Set("a", "b", "c"), 1, rig.Open);
        var moved = new NodeSet(first.Set.Nodes.Select(node => new Node("10.9.9.9", 1, node.Name)));
        var second = RoutingTable.Next(first, moved, 2, rig.Open);
        for (var i = 0; i < 1_000; i++)
        {
            var hash = KetamaRing.Hash(Encoding.UTF8.GetBytes($"key{i}"));
            Assert.Equal(first.NodeFor(hash).Node.Name, second.NodeFor(hash).Node.Name);
        }

        await DisposeAsync(first, second);
    }

    [Fact]
    public void Next_EmptySet_OpensNothing()
    {
        Assert.Throws<ArgumentException>(() => RoutingTable.Next(null, NodeSet.Empty, 1, Opens));

        static MemcachedNode Opens(Node node) => throw new InvalidOperationException("opened");
    }

    private static async Task DisposeAsync(params RoutingTable[] tables)
    {
        foreach (var node in tables.SelectMany(table => table.Nodes).Distinct())
            await node.DisposeAsync();
    }
}
