using System.Globalization;
using System.Text;
using Discovery.Cache;

namespace Discovery.RealServers.Tests;

/// <summary>The writing members of <see cref="ICacheClient"/> and each of their outcomes, on a real server.</summary>
public sealed class WriteConformanceTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    private const int Day = 24 * 60 * 60;
    private static readonly byte[] TooLarge = new byte[1_100_000];

    private ICacheClient Client => fixture.Client;

    [Theory]
    [InlineData(0.2, 1)]
    [InlineData(90, 90)]
    [InlineData(30 * Day, 30 * Day)]
    [InlineData((30 * Day) + 1, (30 * Day) + 1)]
    [InlineData(400 * Day, 400 * Day)]
    public async Task Set_AnyExpiration_IsWhatTheServerCounts(double seconds, int counted)
    {
        await Client.SetAsync("expires", "value", TimeSpan.FromSeconds(seconds));
        Assert.InRange(await fixture.TtlAsync("expires"), counted - 5, counted + 1);
    }

    [Fact]
    public async Task Set_ForEverAndNotAtAll_LivesForEverAndNotAtAll()
    {
        await Client.SetAsync("for-ever", "value", Timeout.InfiniteTimeSpan);
        Assert.Equal(-1, await fixture.TtlAsync("for-ever"));
        Assert.True((await Client.SetAsync("for-ever", "value", TimeSpan.Zero)).IsDone);
        Assert.Equal(CacheStatus.Miss, (await Client.GetAsync<string>("for-ever")).Status);
        await Client.SetAsync("default", "value");
        Assert.InRange(await fixture.TtlAsync("default"), 290, 300);
    }

    [Fact]
    public async Task Set_ValueThatIsTooLarge_SaysSoAndLeavesNothing()
    {
        await Client.SetAsync("too-large", "small");
        var write = await Client.SetAsync("too-large", TooLarge);
        Assert.Equal(CacheWriteStatus.TooLarge, write.Status);
        Assert.Contains("too large", write.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(CacheStatus.Miss, (await Client.GetAsync<byte[]>("too-large")).Status);
        Assert.Equal(CacheWriteStatus.TooLarge, (await Client.AddAsync("too-large", TooLarge)).Status);
        Assert.True((await Client.SetAsync("too-large", "small again")).IsDone);
    }

    [Fact]
    public async Task Add_NoEntryThenOne_DoneThenNotStored()
    {
        Assert.Equal(CacheWriteStatus.Done, (await Client.AddAsync("add", "one")).Status);
        Assert.Equal(CacheWriteStatus.NotStored, (await Client.AddAsync("add", "two")).Status);
        Assert.Equal("one", (await Client.GetAsync<string>("add")).Value);
    }

    [Fact]
    public async Task Replace_NoEntryThenOne_NotStoredThenDone()
    {
        Assert.Equal(CacheWriteStatus.NotStored, (await Client.ReplaceAsync("replace", "one")).Status);
        await Client.SetAsync("replace", "one");
        Assert.Equal(CacheWriteStatus.Done, (await Client.ReplaceAsync("replace", "two")).Status);
        Assert.Equal("two", (await Client.GetAsync<string>("replace")).Value);
    }

    [Fact]
    public async Task CompareAndSet_EachState_DoneConflictOrNotFound()
    {
        await Client.SetAsync("cas", "one");
        var read = await Client.GetVersionedAsync<string>("cas");
        Assert.Equal(CacheWriteStatus.Done, (await Client.CompareAndSetAsync("cas", "two", read.Version)).Status);
        Assert.Equal(CacheWriteStatus.Conflict, (await Client.CompareAndSetAsync("cas", "three", read.Version)).Status);
        Assert.Equal("two", (await Client.GetAsync<string>("cas")).Value);
        await Client.RemoveAsync("cas");
        Assert.Equal(CacheWriteStatus.NotFound, (await Client.CompareAndSetAsync("cas", "four", read.Version)).Status);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => Client.CompareAndSetAsync("cas", "five", 0).AsTask());
    }

    [Fact]
    public async Task AppendAndPrepend_NoEntryThenOne_NotStoredThenDoneWithinItsLife()
    {
        Assert.Equal(CacheWriteStatus.NotStored, (await Client.AppendAsync("pend", "x"u8.ToArray())).Status);
        Assert.Equal(CacheWriteStatus.NotStored, (await Client.PrependAsync("pend", "x"u8.ToArray())).Status);
        await Client.SetAsync("pend", "b", TimeSpan.FromHours(1));
        Assert.Equal(CacheWriteStatus.Done, (await Client.AppendAsync("pend", "c"u8.ToArray())).Status);
        Assert.Equal(CacheWriteStatus.Done, (await Client.PrependAsync("pend", Encoding.UTF8.GetBytes("ä"))).Status);
        Assert.Equal("äbc", (await Client.GetAsync<string>("pend")).Value);
        Assert.InRange(await fixture.TtlAsync("pend"), 3_590, 3_600);
        Assert.Equal(CacheWriteStatus.TooLarge, (await Client.AppendAsync("pend", TooLarge)).Status);
    }

    [Fact]
    public async Task Remove_EntryThenNone_DoneThenNotFound()
    {
        await Client.SetAsync("remove", "one");
        Assert.Equal(CacheWriteStatus.Done, (await Client.RemoveAsync("remove")).Status);
        Assert.Equal(CacheWriteStatus.NotFound, (await Client.RemoveAsync("remove")).Status);
        Assert.Equal(CacheStatus.Miss, (await Client.GetAsync<string>("remove")).Status);
    }

    [Fact]
    public async Task RemoveMany_SomeOfMany_TellsEach()
    {
        await Client.SetManyAsync(Enumerable.Range(0, 100).Select(i => KeyValuePair.Create($"remove:{i}", i)));
        var removed = await Client.RemoveManyAsync(Enumerable.Range(0, 200).Select(i => $"remove:{i}"));
        Assert.Equal(200, removed.Count);
        Assert.All(removed, one => Assert.Equal(
            int.Parse(one.Key.AsSpan("remove:".Length), CultureInfo.InvariantCulture) < 100 ? CacheWriteStatus.Done : CacheWriteStatus.NotFound,
            one.Value.Status));
    }

    [Fact]
    public async Task Touch_NoEntryThenOne_NotFoundThenDone()
    {
        Assert.Equal(CacheWriteStatus.NotFound, (await Client.TouchAsync("touch", TimeSpan.FromHours(1))).Status);
        await Client.SetAsync("touch", "one", TimeSpan.FromMinutes(1));
        Assert.Equal(CacheWriteStatus.Done, (await Client.TouchAsync("touch", TimeSpan.FromDays(40))).Status);
        Assert.InRange(await fixture.TtlAsync("touch"), (40 * Day) - 5, (40 * Day) + 1);
        Assert.Equal(CacheWriteStatus.Done, (await Client.TouchAsync("touch", Timeout.InfiniteTimeSpan)).Status);
        Assert.Equal(-1, await fixture.TtlAsync("touch"));
        Assert.Equal(CacheWriteStatus.Done, (await Client.TouchAsync("touch", TimeSpan.Zero)).Status);
        Assert.Equal(CacheStatus.Miss, (await Client.GetAsync<string>("touch")).Status);
    }

    [Fact]
    public async Task IncrementAndDecrement_EachState_CountWrapAndStop()
    {
        Assert.Equal(CacheStatus.Miss, (await Client.IncrementAsync("count")).Status);
        Assert.Equal(CacheStatus.Miss, (await Client.DecrementAsync("count")).Status);
        Assert.Equal(10UL, (await Client.IncrementAsync("count", 5, initial: 10, TimeSpan.FromHours(1))).Value);
        Assert.InRange(await fixture.TtlAsync("count"), 3_590, 3_600);
        Assert.Equal(15UL, (await Client.IncrementAsync("count", 5, initial: 10)).Value);
        Assert.Equal(12UL, (await Client.DecrementAsync("count", 3)).Value);
        Assert.Equal(12, (await Client.GetAsync<int>("count")).Value);
        Assert.Equal(0UL, (await Client.DecrementAsync("count", 100)).Value);
        Assert.Equal(ulong.MaxValue, (await Client.IncrementAsync("count", ulong.MaxValue)).Value);
        Assert.Equal(1UL, (await Client.IncrementAsync("count", 2)).Value);
        Assert.Equal(7UL, (await Client.DecrementAsync("other-count", 1, initial: 7)).Value);
    }

    [Fact]
    public async Task Increment_NumberThatWasSetAndText_CountsAndThrows()
    {
        await Client.SetAsync("number", 41);
        Assert.Equal(42UL, (await Client.IncrementAsync("number")).Value);
        Assert.Equal(42, (await Client.GetAsync<int>("number")).Value);
        await Client.SetAsync("words", "forty-one");
        await Assert.ThrowsAsync<CacheValueException>(() => Client.IncrementAsync("words").AsTask());
        Assert.Equal("forty-one", (await Client.GetAsync<string>("words")).Value);
    }

    [Fact]
    public async Task Clear_ThreeServers_EmptiesEach()
    {
        await Client.SetManyAsync(Enumerable.Range(0, 300).Select(i => KeyValuePair.Create($"clear:{i}", i)));
        var cleared = await Client.ClearAsync();
        Assert.Equal(fixture.Servers.Endpoints.Order(StringComparer.Ordinal), cleared.Keys.Order(StringComparer.Ordinal));
        Assert.All(cleared.Values, result => Assert.True(result.IsDone));
        var read = await Client.GetManyAsync<int>(Enumerable.Range(0, 300).Select(i => $"clear:{i}"));
        Assert.All(read.Values, result => Assert.Equal(CacheStatus.Miss, result.Status));
    }
}
