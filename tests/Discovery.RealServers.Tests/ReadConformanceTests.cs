using System.Text;
using Discovery.Cache;

namespace Discovery.RealServers.Tests;

/// <summary>The reading members of <see cref="ICacheClient"/>, their outcomes, and values of every kind, on a real server.</summary>
public sealed class ReadConformanceTests(ConformanceFixture fixture) : IClassFixture<ConformanceFixture>
{
    public static TheoryData<string> TextsLikeProtocol { get; } =
    [
        "", "\r\n", "END\r\n", "EN\r\n", "HD\r\n", "VA 2 t\r\nhi\r\n", "VALUE a 0 1\r\nx\r\nEND\r\n", "mg a v\r\n", "flush_all\r\n", "MN\r\n", "SERVER_ERROR out of memory\r\n", "\0\u0001",
    ];

    private ICacheClient Client => fixture.Client;

    [Fact]
    public async Task Get_NoEntryThenOne_MissThenHit()
    {
        Assert.Equal(CacheStatus.Miss, (await Client.GetAsync<string>("get")).Status);
        Assert.True((await Client.SetAsync("get", "one")).IsDone);
        var read = await Client.GetAsync<string>("get");
        Assert.Equal((CacheStatus.Hit, "one", 0UL), (read.Status, read.Value, read.Version));
    }

    [Fact]
    public async Task GetVersioned_NoEntryThenTwoWrites_MissThenGrowingVersions()
    {
        Assert.Equal(CacheStatus.Miss, (await Client.GetVersionedAsync<string>("versioned")).Status);
        await Client.SetAsync("versioned", "one");
        var first = await Client.GetVersionedAsync<string>("versioned");
        await Client.SetAsync("versioned", "two");
        var second = await Client.GetVersionedAsync<string>("versioned");
        Assert.Equal(("one", "two"), (first.Value, second.Value));
        Assert.InRange(second.Version, first.Version + 1, ulong.MaxValue);
        Assert.NotEqual(0UL, first.Version);
    }

    [Fact]
    public async Task GetAndTouch_NoEntryThenOne_MissThenHitThatLivesAnew()
    {
        Assert.Equal(CacheStatus.Miss, (await Client.GetAndTouchAsync<string>("get-touch", TimeSpan.FromHours(1))).Status);
        await Client.SetAsync("get-touch", "one", TimeSpan.FromMinutes(1));
        Assert.Equal("one", (await Client.GetAndTouchAsync<string>("get-touch", TimeSpan.FromHours(1))).Value);
        Assert.InRange(await fixture.TtlAsync("get-touch"), 3_590, 3_600);
    }

    [Fact]
    public async Task GetMany_SomeOfManyAndTwice_TellsEachKeyOnce()
    {
        var keys = Enumerable.Range(0, 3_000).Select(i => $"many:{i}").ToArray();
        var written = await Client.SetManyAsync(keys.Where((_, i) => i % 2 == 0).Select(key => KeyValuePair.Create(key, key + "!")));
        Assert.Equal(1_500, written.Count);
        Assert.All(written.Values, result => Assert.True(result.IsDone));
        var read = await Client.GetManyAsync<string>([.. keys, .. keys]);
        Assert.Equal(3_000, read.Count);
        for (var i = 0; i < keys.Length; i++)
            Assert.Equal(i % 2 == 0 ? keys[i] + "!" : null, read[keys[i]].Value);
    }

    [Theory]
    [MemberData(nameof(TextsLikeProtocol))]
    public async Task Get_ValueThatLooksLikeProtocol_IsReadAsItWasWritten(string text)
    {
        await Client.SetAsync("protocol:text", text);
        await Client.SetAsync("protocol:bytes", Encoding.UTF8.GetBytes(text));
        var read = await Client.GetManyAsync<string>(["protocol:text"]);
        Assert.True(read["protocol:text"].IsHit);
        Assert.Equal(text, read["protocol:text"].Value);
        Assert.Equal(Encoding.UTF8.GetBytes(text), (await Client.GetAsync<byte[]>("protocol:bytes")).Value);
    }

    [Fact]
    public async Task Get_ValuesOfManyTypes_AreReadAsTheyWereWritten()
    {
        await RoundTripAsync(int.MinValue);
        await RoundTripAsync(long.MaxValue);
        await RoundTripAsync(ulong.MaxValue);
        await RoundTripAsync((byte)7);
        await RoundTripAsync<int?>(null);
        await RoundTripAsync<string?>(null);
        await RoundTripAsync(true);
        await RoundTripAsync(1.5m);
        await RoundTripAsync(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.FromHours(2)));
        await RoundTripAsync(new Point(3, "ключ 日本 🙂"));
        await RoundTripAsync(new[] { 1, 2, 3 });
    }

    [Theory]
    [InlineData(1_000_000)]
    [InlineData(70_000)]
    [InlineData(16_384)]
    public async Task Get_LargeValue_IsReadAsItWasWritten(int length)
    {
        var value = new byte[length];
        new Random(length).NextBytes(value);
        Assert.True((await Client.SetAsync("large", value)).IsDone);
        Assert.Equal(value, (await Client.GetAsync<byte[]>("large")).Value);
    }

    [Fact]
    public async Task Get_LongestAndForeignKeys_AreKeysLikeOthers()
    {
        string[] keys = [new('k', 250), string.Concat(Enumerable.Repeat("日", 83)), "ключ", "🙂", "a/b?c=d&e", "\"quoted\\\"", "#"];
        foreach (var key in keys)
        {
            Assert.True((await Client.SetAsync(key, "value of " + key)).IsDone);
            Assert.Equal("value of " + key, (await Client.GetAsync<string>(key)).Value);
        }

        Assert.Equal(keys.Length, (await Client.GetManyAsync<string>(keys)).Values.Count(read => read.IsHit));
    }

    // in one test, because a runner turns a lone surrogate among its arguments into something else
    [Fact]
    public async Task Get_KeyThatIsNone_ThrowsAndNothingIsSent()
    {
        var before = await CommandsAsync();
        foreach (var key in new[] { "", "two words", "line\nfeed", "a\r\nflush_all\r\n", "lone\ud800surrogate", new('k', 251) })
        {
            await Assert.ThrowsAsync<CacheKeyException>(() => Client.GetAsync<string>(key).AsTask());
            await Assert.ThrowsAsync<CacheKeyException>(() => Client.SetAsync(key, "x").AsTask());
            await Assert.ThrowsAsync<CacheKeyException>(() => Client.GetManyAsync<string>(["fine", key]).AsTask());
            await Assert.ThrowsAsync<CacheKeyException>(() => Client.ExplainAsync(key).AsTask());
        }

        Assert.Equal(before, await CommandsAsync());
    }

    [Fact]
    public async Task Get_TextAsNumber_Throws()
    {
        await Client.SetAsync("text", "not a number");
        var error = await Assert.ThrowsAsync<CacheValueException>(() => Client.GetAsync<int>("text").AsTask());
        Assert.Contains("'text'", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("not a number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Explain_AnyKey_NamesTheServerThatHasIt()
    {
        await Client.SetAsync("explained", "here");
        for (var i = 0; i < 3; i++)
        {
            var owner = await fixture.OwnerAsync("explained") == fixture.Servers[i];
            Assert.Equal(owner ? "HD" : "EN", await fixture.Servers[i].AskAsync("mg explained"));
        }
    }

    private async Task RoundTripAsync<T>(T value)
    {
        Assert.True((await Client.SetAsync("typed", value)).IsDone);
        var read = await Client.GetAsync<T>("typed");
        Assert.True(read.IsHit);
        Assert.Equal(value, read.Value);
    }

    private async Task<long> CommandsAsync()
    {
        var all = 0L;
        for (var i = 0; i < 3; i++)
            all += await fixture.Servers[i].StatAsync("cmd_get") + await fixture.Servers[i].StatAsync("cmd_set");
        return all;
    }

    private sealed record Point(int X, string Name);
}
