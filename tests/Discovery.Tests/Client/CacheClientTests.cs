using System.Text;
using Discovery.Cache;

namespace Discovery.Tests.Client;

public sealed class CacheClientTests
{
    [Fact]
    public async Task GetAsync_BeforeAndAfterASet_MissesThenHits()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<string>("a")).Status);
        Assert.True((await rig.Client.SetAsync("a", "x")).IsDone);
        var hit = await rig.Client.GetAsync<string>("a");
        Assert.Equal((CacheStatus.Hit, "x", 0UL), (hit.Status, hit.Value, hit.Version));
        Assert.True((await rig.Client.SetAsync<string?>("n", null)).IsDone);
        var none = await rig.Client.GetAsync<string>("n");
        Assert.True(none.IsHit);
        Assert.Null(none.Value);
        Assert.True((await rig.Client.SetAsync("e", "")).IsDone);
        Assert.Equal((true, ""), (((await rig.Client.GetAsync<string>("e")).IsHit), (await rig.Client.GetAsync<string>("e")).Value));
    }

    [Fact]
    public async Task GetAsync_ValueOfEveryAwkwardLength_ComesBack()
    {
        await using var rig = await ClientRig.StartAsync();
        foreach (var length in new[] { 0, 1, 255, 4095, 4096, 16_383, 16_384, 16_385, 65_535, 65_536, 65_537, 131_072, 900_000 })
        {
            var value = new byte[length];
            new Random(length).NextBytes(value);
            Assert.True((await rig.Client.SetAsync("k", value)).IsDone);
            Assert.Equal(value, (await rig.Client.GetAsync<byte[]>("k")).Value);
        }
    }

    [Fact]
    public async Task GetAsync_RepliesInSinglesBytes_ComesBack()
    {
        await using var rig = await ClientRig.StartAsync();
        rig.Cluster[0].FragmentReplies = 1;
        await rig.Client.SetAsync("k", "END\r\nVALUE x 0 1\r\n");
        Assert.Equal("END\r\nVALUE x 0 1\r\n", (await rig.Client.GetAsync<string>("k")).Value);
    }

    [Fact]
    public async Task AddAndReplace_AnyState_KeepTheirConditions()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheWriteStatus.NotStored, (await rig.Client.ReplaceAsync("a", 1)).Status);
        Assert.Equal(CacheWriteStatus.Done, (await rig.Client.AddAsync("a", 2)).Status);
        Assert.Equal(CacheWriteStatus.NotStored, (await rig.Client.AddAsync("a", 3)).Status);
        Assert.Equal(CacheWriteStatus.Done, (await rig.Client.ReplaceAsync("a", 4)).Status);
        Assert.Equal(4, (await rig.Client.GetAsync<int>("a")).Value);
    }

    [Fact]
    public async Task CompareAndSetAsync_AnyState_SaysWhich()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheWriteStatus.NotFound, (await rig.Client.CompareAndSetAsync("a", 1, 5)).Status);
        await rig.Client.SetAsync("a", 1);
        var read = await rig.Client.GetVersionedAsync<int>("a");
        Assert.True(read is { IsHit: true, Version: > 0 });
        Assert.Equal(CacheWriteStatus.Done, (await rig.Client.CompareAndSetAsync("a", 2, read.Version)).Status);
        Assert.Equal(CacheWriteStatus.Conflict, (await rig.Client.CompareAndSetAsync("a", 3, read.Version)).Status);
        Assert.Equal(2, (await rig.Client.GetAsync<int>("a")).Value);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await rig.Client.CompareAndSetAsync("a", 3, 0));
    }

    [Fact]
    public async Task AppendAndPrepend_AnyState_SayWhich()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheWriteStatus.NotStored, (await rig.Client.AppendAsync("a", "x"u8.ToArray())).Status);
        Assert.Equal(CacheWriteStatus.NotStored, (await rig.Client.PrependAsync("a", "x"u8.ToArray())).Status);
        await rig.Client.SetAsync("a", "b");
        Assert.True((await rig.Client.AppendAsync("a", "c"u8.ToArray())).IsDone);
        Assert.True((await rig.Client.PrependAsync("a", "a"u8.ToArray())).IsDone);
        Assert.Equal("abc", (await rig.Client.GetAsync<string>("a")).Value);
    }

    [Fact]
    public async Task RemoveAndTouch_AnyState_SayWhich()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheWriteStatus.NotFound, (await rig.Client.RemoveAsync("a")).Status);
        Assert.Equal(CacheWriteStatus.NotFound, (await rig.Client.TouchAsync("a", TimeSpan.FromMinutes(1))).Status);
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAndTouchAsync<string>("a", TimeSpan.FromMinutes(1))).Status);
        await rig.Client.SetAsync("a", "x");
        Assert.Equal("x", (await rig.Client.GetAndTouchAsync<string>("a", TimeSpan.FromMinutes(1))).Value);
        Assert.True((await rig.Client.TouchAsync("a", TimeSpan.Zero)).IsDone);
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<string>("a")).Status);
        await rig.Client.SetAsync("b", "x");
        Assert.True((await rig.Client.RemoveAsync("b")).IsDone);
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<string>("b")).Status);
    }

    [Fact]
    public async Task SetAsync_ExpiredAtOnce_IsGone()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.True((await rig.Client.SetAsync("a", "x", TimeSpan.FromSeconds(-1))).IsDone);
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<string>("a")).Status);
    }

    [Fact]
    public async Task IncrementAndDecrement_AnyState_SayWhich()
    {
        await using var rig = await ClientRig.StartAsync();
        Assert.Equal(CacheStatus.Miss, (await rig.Client.IncrementAsync("c")).Status);
        Assert.Equal(10UL, (await rig.Client.IncrementAsync("c", 5, initial: 10)).Value);
        Assert.Equal(15UL, (await rig.Client.IncrementAsync("c", 5, initial: 10)).Value);
        Assert.Equal(14UL, (await rig.Client.DecrementAsync("c")).Value);
        Assert.Equal(0UL, (await rig.Client.DecrementAsync("c", 100)).Value);
        await rig.Client.SetAsync("c", ulong.MaxValue);
        Assert.Equal(0UL, (await rig.Client.IncrementAsync("c")).Value);
        await rig.Client.SetAsync("c", 1000);
        await rig.Client.DecrementAsync("c");
        Assert.Equal(999, (await rig.Client.GetAsync<int>("c")).Value);
        await rig.Client.SetAsync("text", "x");
        var exception = await Assert.ThrowsAsync<CacheValueException>(async () => await rig.Client.IncrementAsync("text"));
        Assert.Contains("'text' is not a number", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SetAsync_TooLarge_SaysSoAndTheConnectionGoesOn()
    {
        await using var rig = await ClientRig.StartAsync();
        var result = await rig.Client.SetAsync("a", new byte[2 * 1024 * 1024]);
        Assert.Equal(CacheWriteStatus.TooLarge, result.Status);
        Assert.Equal(CacheFailureReason.ServerError, result.Failure!.Reason);
        Assert.True((await rig.Client.SetAsync("a", "x")).IsDone);
        Assert.Equal(1, rig.Cluster[0].AcceptedConnections);
    }

    [Fact]
    public async Task SetAsync_ServerError_IsUnavailableAndNamesTheNode()
    {
        await using var rig = await ClientRig.StartAsync();
        await rig.Client.SetAsync("a", "x");
        rig.Cluster[0].ReplyOnce("ms ", "SERVER_ERROR out of memory storing object\r\n"u8);
        var result = await rig.Client.SetAsync("a", "y");
        Assert.Equal((CacheFailureReason.ServerError, rig.Cluster[0].Node.Name), (result.Failure!.Reason, result.Failure.Node));
    }

    [Fact]
    public async Task ClearAsync_EveryNode_IsEmptied()
    {
        await using var rig = await ClientRig.StartAsync(3);
        await rig.Client.SetManyAsync(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"k{i}", i)));
        var outcome = await rig.Client.ClearAsync();
        Assert.Equal(rig.Cluster.Nodes.Select(node => node.Name).Order(StringComparer.Ordinal), outcome.Keys.Order(StringComparer.Ordinal));
        Assert.All(outcome.Values, result => Assert.True(result.IsDone));
        Assert.All(rig.Cluster.Servers, server => Assert.Equal(0, server.ItemCount));
    }

    [Fact]
    public async Task ClearAsync_Forbidden_IsUnavailableAndTheConnectionGoesOn()
    {
        await using var rig = await ClientRig.StartAsync();
        rig.Cluster[0].ReplyOnce("flush_all", "CLIENT_ERROR flush_all not allowed\r\n"u8);
        var result = Assert.Single(await rig.Client.ClearAsync()).Value;
        Assert.Contains("not allowed", result.Failure!.Message, StringComparison.Ordinal);
        Assert.True((await rig.Client.SetAsync("a", "x")).IsDone);
        Assert.Equal(1, rig.Cluster[0].AcceptedConnections);
    }

    [Fact]
    public async Task ExplainAsync_AnyKey_NamesTheNodeThatHasIt()
    {
        await using var rig = await ClientRig.StartAsync(3, options => options.KeyPrefix = "p:");
        for (var i = 0; i < 20; i++)
        {
            await rig.Client.SetAsync($"k{i}", i);
            var explanation = (await rig.Client.ExplainAsync($"k{i}"))!;
            Assert.Equal($"p:k{i}", explanation.Key);
            Assert.Equal((1, rig.Directory.Current.Set.Fingerprint), (explanation.Generation, explanation.Fingerprint));
            Assert.True(rig.Cluster.Servers.Single(server => server.Node.Equals(explanation.Node)).Contains($"p:k{i}"));
        }

        await Assert.ThrowsAsync<CacheKeyException>(async () => await rig.Client.ExplainAsync("a b"));
    }

    [Fact]
    public async Task GetAsync_ForeignFlags_ReadsZeroAndMissesOthers()
    {
        await using var rig = await ClientRig.StartAsync();
        rig.Cluster[0].ReplyOnce("get ", Encoding.ASCII.GetBytes("VALUE a 0 2\r\n42\r\nEND\r\n"));
        Assert.Equal(42, (await rig.Client.GetAsync<int>("a")).Value);
        rig.Cluster[0].ReplyOnce("get ", Encoding.ASCII.GetBytes("VALUE a 16 2\r\n42\r\nEND\r\n"));
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<int>("a")).Status);
        rig.Cluster[0].ReplyOnce("get ", Encoding.ASCII.GetBytes("VALUE a 0 0\r\n\r\nEND\r\n"));
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<string>("a")).Status);
    }
}
