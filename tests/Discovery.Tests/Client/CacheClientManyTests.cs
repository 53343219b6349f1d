using Discovery.Cache;
using Discovery.Tests.Memcached;

namespace Discovery.Tests.Client;

public sealed class CacheClientManyTests
{
    [Fact]
    public async Task Many_TenThousandKeys_AllCome()
    {
        await using var rig = await ClientRig.StartAsync(3);
        var keys = Enumerable.Range(0, 10_000).Select(i => $"k{i}").ToArray();
        var written = await rig.Client.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, key + "!")));
        Assert.Equal(10_000, written.Count(pair => pair.Value.IsDone));
        var read = await rig.Client.GetManyAsync<string>([.. keys, "missing"]);
        Assert.Equal(10_001, read.Count);
        Assert.All(keys, key => Assert.Equal(key + "!", read[key].Value));
        Assert.Equal(CacheStatus.Miss, read["missing"].Status);
        var removed = await rig.Client.RemoveManyAsync([.. keys, "missing"]);
        Assert.Equal(10_000, removed.Count(pair => pair.Value.IsDone));
        Assert.Equal(CacheWriteStatus.NotFound, removed["missing"].Status);
        Assert.All(rig.Cluster.Servers, server => Assert.Equal((0, 1), (server.ItemCount, server.AcceptedConnections)));
    }

    [Fact]
    public async Task Many_Nothing_AsksNobody()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Empty(await rig.Client.GetManyAsync<string>([]));
        Assert.Empty(await rig.Client.SetManyAsync(Array.Empty<KeyValuePair<string, int>>()));
        Assert.Empty(await rig.Client.RemoveManyAsync([]));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await rig.Client.GetManyAsync<string>(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await rig.Client.SetManyAsync<string>(null!));
        await Assert.ThrowsAsync<ArgumentNullException>(async () => await rig.Client.GetManyAsync<string>(["a", null!]));
    }

    [Fact]
    public async Task Many_Duplicates_ReadOnceAndLastIsStored()
    {
        await using var rig = await ClientRig.StartAsync();
        var written = await rig.Client.SetManyAsync([KeyValuePair.Create("a", 1), KeyValuePair.Create("b", 2), KeyValuePair.Create("a", 3)]);
        Assert.Equal(["a", "b"], written.Keys.Order(StringComparer.Ordinal));
        var before = rig.Cluster[0].CommandCount("get");
        var enumerations = 0;
        var read = await rig.Client.GetManyAsync<int>(Keys());
        Assert.Equal((3, 2), (read["a"].Value, read["b"].Value));
        Assert.Equal(1, rig.Cluster[0].CommandCount("get") - before);
        Assert.Equal(1, enumerations);

        IEnumerable<string> Keys()
        {
            enumerations++;
            yield return "a";
            yield return "b";
            yield return "a";
        }
    }

    [Fact]
    public async Task Many_InvalidKeyInTheMiddle_SendsNothing()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", 1);
        var before = rig.Cluster[0].Commands.Values.Sum();
        await Assert.ThrowsAsync<CacheKeyException>(async () => await rig.Client.SetManyAsync([KeyValuePair.Create("a", 2), KeyValuePair.Create("b b", 2), KeyValuePair.Create("c", 2)]));
        await Assert.ThrowsAsync<CacheKeyException>(async () => await rig.Client.RemoveManyAsync(["a", "b b", "c"]));
        await Assert.ThrowsAsync<CacheKeyException>(async () => await rig.Client.GetManyAsync<int>(["a", "b b", "c"]));
        Assert.Equal(before, rig.Cluster[0].Commands.Values.Sum());
    }

    [Fact]
    public async Task GetMany_OneNodeDead_OthersAnswer()
    {
        await using var rig = await ClientRig.StartAsync(3);
        var keys = Enumerable.Range(0, 300).Select(i => $"k{i}").ToArray();
        await rig.Client.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, key)));
        var dead = rig.Cluster[1];
        var lost = keys.Where(dead.Contains).ToHashSet(StringComparer.Ordinal);
        await dead.StopAsync();
        var read = await rig.Client.GetManyAsync<string>(keys);
        Assert.NotEmpty(lost);
        foreach (var key in keys)
        {
            if (lost.Contains(key))
                Assert.Equal((CacheStatus.Unavailable, dead.Node.Name), (read[key].Status, read[key].Failure!.Node));
            else
                Assert.Equal(key, read[key].Value);
        }
    }

    [Fact]
    public async Task GetMany_Cancelled_Throws()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", 1);
        rig.Cluster[0].Pause();
        using var cancel = new CancellationTokenSource();
        var read = rig.Client.GetManyAsync<int>(Enumerable.Range(0, 5_000).Select(i => $"k{i}"), cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(LaneRig.Bound));
        rig.Cluster[0].Resume();
        Assert.Equal(1, (await rig.Client.GetAsync<int>("a")).Value);
    }

    [Fact]
    public async Task SetMany_ValueThatCannotBeWritten_ThrowsTheFirstFailure()
    {
        await using var rig = await ClientRig.StartAsync();
        var exception = await Assert.ThrowsAsync<CacheValueException>(async () =>
            await rig.Client.SetManyAsync([KeyValuePair.Create("a", "x"), KeyValuePair.Create("b", "\ud800"), KeyValuePair.Create("c", "\ud800")]));
        Assert.Contains("'b'", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetMany_WhileTheTableIsSwapped_UsesOneFromStartToEnd()
    {
        await using var rig = await ClientRig.StartAsync(2);
        var keys = Enumerable.Range(0, 3_000).Select(i => $"k{i}").ToArray();
        await rig.TellAsync(new NodeSet([rig.Cluster.Nodes[0]]));
        await rig.Client.SetManyAsync(keys.Select(key => KeyValuePair.Create(key, key)));
        // everything is on the first node, and the call is under way before the second joins
        var before = rig.Cluster[1].CommandCount("get");
        rig.Cluster[0].Pause();
        var read = rig.Client.GetManyAsync<string>(keys).AsTask();
        await rig.TellAsync(rig.Cluster.Set);
        rig.Cluster[0].Resume();
        var values = await read.WaitAsync(LaneRig.Bound);
        Assert.All(keys, key => Assert.Equal(key, values[key].Value));
        Assert.Equal(before, rig.Cluster[1].CommandCount("get"));
        Assert.Equal(1, rig.Cluster[0].AcceptedConnections);
    }
}
