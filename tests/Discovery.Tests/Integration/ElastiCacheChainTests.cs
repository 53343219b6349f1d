using System.Net;
using Discovery.Cache;
using Discovery.Tests.ElastiCache;
using Discovery.Tests.Topology;

namespace Discovery.Tests.Integration;

/// <summary>What a configuration endpoint that goes wrong, or tells of a change, does to ring and connections.</summary>
public sealed class ElastiCacheChainTests
{
    private static readonly byte[] NoNodes = Replies.Frame("14\n\n");

    [Fact]
    public async Task T02_ListWithoutNodesThenNoConfiguration_RingAndFileStay()
    {
        using var folder = new TempFolder();
        var path = folder.File("nodes.json");
        await using var chain = await ElastiCacheChain.StartAsync(options => options.File.Path = path);
        var (map, file) = (await chain.Cache.MapAsync(), await File.ReadAllBytesAsync(path));
        chain.Endpoint.RawReply = NoNodes;
        await chain.AskedAsync(4);
        await chain.Cache.UntilAsync(() => chain.Cache.Known.FailureKind == NodeSourceFailure.Suspect);
        Assert.Contains("the configuration of version 14 lists no node", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        chain.Endpoint.RawReply = "END\r\n"u8.ToArray();
        await chain.AskedAsync(4);
        await chain.Cache.UntilAsync(() => chain.Cache.Known.FailureKind == NodeSourceFailure.Configuration);
        Assert.Contains("has no cluster configuration", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        Assert.Equal(map, await chain.Cache.MapAsync());
        Assert.Equal(file, await File.ReadAllBytesAsync(path));
        // one for each kind of trouble, none for each poll
        await chain.Cache.UntilAsync(() => chain.Cache.Changes.Count >= 2);
        Assert.Equal([NodeVerdict.Failed, NodeVerdict.Failed], chain.Cache.Changes.Select(change => change.Verdict));
    }

    [Fact]
    public async Task T03_EmptyAndBackTwentyTimes_NoSwapAndNoReconnect()
    {
        await using var chain = await ElastiCacheChain.StartAsync();
        var (map, accepted) = (await chain.Cache.MapAsync(), chain.Accepted());
        for (var i = 0; i < 20; i++)
        {
            chain.Endpoint.RawReply = NoNodes;
            await chain.Cache.UntilAsync(() => chain.Cache.Known.LastFailure is not null);
            chain.Endpoint.RawReply = null;
            await chain.Cache.UntilAsync(() => chain.Cache.Known.LastFailure is null);
        }

        Assert.Equal(1, chain.Cache.Known.Generation);
        Assert.Equal(map, await chain.Cache.MapAsync());
        await chain.Cache.FillAsync();
        Assert.Equal(accepted, chain.Accepted());
    }

    [Fact]
    public async Task T42_SameHostsOtherAddresses_NoKeyMovesAndOnlyThoseReconnect()
    {
        await using var chain = await ElastiCacheChain.StartAsync();
        var map = await chain.Cache.MapAsync();
        await using var first = new LoopbackRelay(IPAddress.Parse("127.0.0.2"), chain.Cluster[0].Endpoint.Port);
        await using var second = new LoopbackRelay(IPAddress.Parse("127.0.0.2"), chain.Cluster[1].Endpoint.Port);
        var stays = chain.Cluster[2].AcceptedConnections;
        chain.Endpoint.SetNodes([chain.Named(0, address: first.Address), chain.Named(1, address: second.Address), chain.Named(2)], chain.Cache.Known.Set.Version);
        await chain.Cache.UntilAsync(() => chain.Cache.Known.Generation == 2);
        Assert.Equal(map, await chain.Cache.MapAsync());
        await chain.Cache.FillAsync();
        Assert.Equal((1, 1, stays), (first.Accepted, second.Accepted, chain.Cluster[2].AcceptedConnections));
        var change = chain.Cache.Changes.Last();
        Assert.Equal((NodeVerdict.Readdressed, 2), (change.Verdict, change.Readdressed.Length));

        await using var other = await ElastiCacheChain.ConnectAsync(chain.Endpoint);
        Assert.Equal(map, await other.MapAsync());
        Assert.Equal(chain.Cache.Known.Set.Fingerprint, other.Known.Set.Fingerprint);
    }

    [Fact]
    public async Task T43_OtherHostTakesTheAddress_IsAnotherNodeWithItsOwnConnection()
    {
        await using var chain = await ElastiCacheChain.StartAsync();
        var (map, accepted) = (await chain.Cache.MapAsync(), chain.Accepted());
        var (gone, come) = (chain.Named(0), chain.Named(0, number: 9));
        chain.Endpoint.SetNodes([come, chain.Named(1), chain.Named(2)]);
        await chain.Cache.UntilAsync(() => chain.Cache.Known.Generation == 2);
        var after = await chain.Cache.MapAsync();
        Assert.DoesNotContain(gone.Name, after);
        // keys between the nodes that stay do not move
        Assert.All(KeyMap.Moved(map, after), key => Assert.True(map[key] == gone.Name || after[key] == come.Name));
        await chain.Cache.FillAsync();
        Assert.Equal([accepted[0] + 1, accepted[1], accepted[2]], chain.Accepted());
        // the connection of the old name drains and closes
        await chain.Cache.UntilAsync(() => chain.Cluster[0].OpenConnections == 1);
    }
}
