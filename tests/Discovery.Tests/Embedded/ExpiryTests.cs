namespace Discovery.Tests.Embedded;

public sealed class ExpiryTests
{
    private readonly SessionDriver _server = new();

    [Fact]
    public void RelativeTime_Passes_ItemIsGoneAtItsSecond()
    {
        _server.Run("ms a 1 T10|x");
        _server.Clock.Advance(TimeSpan.FromSeconds(9.5));
        Assert.Equal("HD t1", _server.Run("mg a t"));
        _server.Clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal("EN|END|NF|NOT_FOUND", _server.Run("mg a|get a|md a|touch a 5"));
    }

    [Theory]
    [InlineData("0", "HD t-1")]
    [InlineData("2592000", "HD t2592000")]
    [InlineData("2592001", "EN")]
    [InlineData("-1", "EN")]
    [InlineData("4294967295", "EN")]
    [InlineData("2147483648", "EN")]
    public void Exptime_Kinds_AreReadAsMemcachedDoes(string exptime, string reply)
    {
        Assert.Equal("STORED|" + reply, _server.Run($"set a 0 {exptime} 1|x|mg a t"));
        Assert.Equal("HD|" + reply, _server.Run($"ms a 1 T{exptime}|x|mg a t"));
    }

    [Fact]
    public void AbsoluteTime_InFuture_IsCountedFromNow()
    {
        var at = _server.Clock.GetUtcNow().AddSeconds(100).ToUnixTimeSeconds();
        Assert.Equal("STORED|HD t100", _server.Run($"set a 0 {at} 1|x|mg a t"));
        _server.Clock.Advance(TimeSpan.FromSeconds(100));
        Assert.Equal("EN", _server.Run("mg a"));
    }

    [Fact]
    public void WallClock_SetBack_DoesNotProlongItems()
    {
        _server.Run("ms a 1 T10|x");
        _server.Clock.ShiftWallClock(TimeSpan.FromHours(-1));
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal("EN", _server.Run("mg a"));
    }

    [Fact]
    public void Lease_WinnerNeverAnswers_NextCallerWinsAndLateValueIsRefused()
    {
        Assert.Equal("VA 0 c1 W|", _server.Run("mg k v c N30"));
        _server.Clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal("VA 0 c1 Z|", _server.Run("mg k v c N30"));
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("NF|VA 0 c2 W||EX", _server.Run("ms k 1 C1|x|mg k v c N30|ms k 1 C1|x"));
    }

    [Fact]
    public void Refresh_TimeLeftFallsBelow_WinsOnceThenMissesAtTheEnd()
    {
        _server.Run("ms k 1 T60|x");
        Assert.Equal("VA 1 t60|x", _server.Run("mg k v t R20"));
        _server.Clock.Advance(TimeSpan.FromSeconds(41));
        Assert.Equal("VA 1 t19 W|x|VA 1 t19 Z|x", _server.Run("mg k v t R20|mg k v t R20"));
        _server.Clock.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal("VA 0 W|", _server.Run("mg k v N10 R20"));
    }

    [Fact]
    public void Stale_WindowPasses_ItemIsGone()
    {
        _server.Run("ms k 1 T600|x|md k I T30");
        _server.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("EN", _server.Run("mg k v"));
    }

    [Fact]
    public void FlushAll_Delayed_RemovesWhatIsThereThen()
    {
        _server.Run("set a 0 0 1|x|flush_all 10|set b 0 0 1|x");
        _server.Clock.Advance(TimeSpan.FromSeconds(9));
        Assert.Equal("HD|HD", _server.Run("mg a|mg b"));
        _server.Clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("EN|EN|STORED|HD", _server.Run("mg a|mg b|set c 0 0 1|x|mg c"));
    }

    [Fact]
    public void FlushAll_AtOnce_CancelsADelayedOne()
    {
        Assert.Equal("OK|OK|STORED", _server.Run("flush_all 10|flush_all|set a 0 0 1|x"));
        _server.Clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("HD", _server.Run("mg a"));
    }

    [Fact]
    public void LastAccess_TimePasses_IsTold()
    {
        _server.Run("ms a 1 T100|x|mg a");
        _server.Clock.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal("ME a exp=-93 la=7 cas=1 fetch=yes cls=1 size=61|HD l7 h1|HD l0", _server.Run("me a|mg a l h|mg a l"));
    }

    [Fact]
    public void Count_ExpiredItems_AreNotCounted()
    {
        _server.Run("ms a 1 T10|x|ms b 1|x");
        _server.Clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(1, _server.Server.Store.Count());
    }
}
