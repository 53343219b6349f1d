using Discovery.Cache;
using Discovery.Testing;
using Discovery.Tests.Consul;
using Discovery.Tests.Topology;

namespace Discovery.Tests.Integration;

/// <summary>What a Consul that goes wrong does to the ring: nothing.</summary>
public sealed class ConsulChainTests
{
    [Fact]
    public async Task T01_ConsulAnswersNothingForEver_RingAndFileStayAndOneEventTells()
    {
        using var folder = new TempFolder();
        var path = folder.File("nodes.json");
        await using var chain = await ConsulChain.StartAsync(options => options.File.Path = path);
        var (map, file) = (await chain.Cache.MapAsync(), await File.ReadAllBytesAsync(path));
        chain.Agent.Script = _ => FakeConsulReply.Json("[]", chain.Agent.Index);
        chain.Agent.Touch();
        await chain.AskedAsync(12);
        Assert.Equal(map, await chain.Cache.MapAsync());
        Assert.Equal(file, await File.ReadAllBytesAsync(path));
        Assert.Equal((3, 1L), (chain.Cache.Known.Set.Count, chain.Cache.Known.Generation));
        Assert.Equal(NodeSourceFailure.Suspect, chain.Cache.Known.FailureKind);
        Assert.Contains("there is no such instance", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        Assert.Empty(Assert.Single(chain.Cache.Changes).Removed);
    }

    [Fact]
    public async Task T10_NoLeaderAndOneOfThree_RemovesNothingUntilThereIsOne()
    {
        await using var chain = await ConsulChain.StartAsync();
        var map = await chain.Cache.MapAsync();
        chain.Agent.KnownLeader = false;
        chain.Agent.Deregister(chain.Id(0));
        chain.Agent.Deregister(chain.Id(1));
        await chain.AskedAsync(8);
        Assert.Equal(map, await chain.Cache.MapAsync());
        Assert.Contains("knows no leader", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        chain.Agent.KnownLeader = true;
        await chain.Cache.UntilAsync(() => chain.Cache.Known.Set.Count == 1);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task T11_FilteredByAcls_RemovesNothingAndNamesThePermissions(int hidden)
    {
        await using var chain = await ConsulChain.StartAsync();
        var map = await chain.Cache.MapAsync();
        chain.Agent.HideByAcl([.. Enumerable.Range(0, hidden).Select(chain.Id)]);
        chain.Agent.Touch();
        await chain.AskedAsync(8);
        Assert.Equal(map, await chain.Cache.MapAsync());
        Assert.Contains("service:read on the service and node:read", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        Assert.Single(chain.Cache.Changes);
    }

    [Fact]
    public async Task T12_TokenRevokedThenReloaded_ServesAllTheTimeAndRecovers()
    {
        await using var chain = await ConsulChain.StartAsync(prepare: (agent, _) => agent.Token = "one");
        var map = await chain.Cache.MapAsync();
        chain.Agent.Token = "two";
        chain.Agent.Touch();
        await chain.Cache.UntilAsync(() => chain.Cache.Known.FailureKind == NodeSourceFailure.Configuration);
        Assert.Contains("ACL not found", chain.Cache.Known.LastFailure, StringComparison.Ordinal);
        Assert.Equal(map, await chain.Cache.MapAsync());
        await chain.Cache.FillAsync();
        chain.Configuration["Consul:Token"] = "two";
        chain.Configuration.Reload();
        await chain.Cache.UntilAsync(() => chain.Cache.Known.LastFailure is null);
        Assert.Equal([NodeVerdict.Failed, NodeVerdict.Confirmed], chain.Cache.Changes.Select(change => change.Verdict));
        Assert.Equal(1, chain.Cache.Known.Generation);
    }

    [Fact]
    public async Task T16_EntriesInSixOrders_AreNeitherASwapNorAnEvent()
    {
        int[][] orders = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
        var asked = 0;
        await using var chain = await ConsulChain.StartAsync(prepare: (agent, cluster) => agent.Script = _ =>
        {
            var n = Interlocked.Increment(ref asked);
            var order = orders[n % orders.Length].Select(i => cluster[i].Endpoint.ToString());
            return FakeConsulReply.Json(Entries.Of([.. order]), 100 + (ulong)n);
        });
        var map = await chain.Cache.MapAsync();
        await chain.AskedAsync(orders.Length);
        Assert.Equal(map, await chain.Cache.MapAsync());
        Assert.Equal(1, chain.Cache.Known.Generation);
        Assert.Empty(chain.Cache.Changes);
    }
}
