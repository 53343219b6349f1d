using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.Embedded;

public sealed class ProtocolTests
{
    public static IEnumerable<object[]> Rows =>
        ProtocolScripts.Meta.Concat(ProtocolScripts.Leases).Concat(ProtocolScripts.Classic);

    [Theory]
    [MemberData(nameof(Rows))]
    public void Step_Pipelined_AnswersAsMemcached(string script, string replies) =>
        Assert.Equal(Text(replies), Answer(ScriptText.ToBytes(script), []));

    [Theory]
    [MemberData(nameof(Rows))]
    public void Step_SplitAtEveryByte_AnswersTheSame(string script, string replies)
    {
        var bytes = ScriptText.ToBytes(script);
        var expected = Text(replies);
        // the split is what matters, not the size: blocks of a megabyte are cut at their edges only
        foreach (var split in Enumerable.Range(1, bytes.Length - 1).Where(at => bytes.Length < 10_000 || at < 20 || at > bytes.Length - 20))
            Assert.Equal(expected, Answer(bytes.AsSpan(0, split), bytes.AsSpan(split)));
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Step_OneByteAtATime_AnswersTheSame(string script, string replies)
    {
        var bytes = ScriptText.ToBytes(script);
        if (bytes.Length > 10_000)
            return;
        var driver = Empty();
        foreach (var value in bytes)
            driver.Feed([value]);
        Assert.Equal(Text(replies), Encoding.UTF8.GetString(driver.TakeOutput()));
    }

    [Theory]
    [InlineData("mn")]
    [InlineData("mg a v")]
    [InlineData("md a")]
    [InlineData("ma a N0")]
    [InlineData("me a")]
    public void Step_MetaOnClassicOnly_IsError(string command) =>
        Assert.Equal("ERROR", new SessionDriver("1.5.16", EmbeddedMemcachedDialect.ClassicOnly).Run(command));

    [Fact]
    public void Step_MetaSetOnClassicOnly_TakesTheBlockForACommand() =>
        Assert.Equal("ERROR|ERROR", new SessionDriver("1.5.16", EmbeddedMemcachedDialect.ClassicOnly).Run("ms a 1|x"));

    [Theory]
    [MemberData(nameof(ClassicRowsWithoutMeta))]
    public void Step_ClassicOnClassicOnly_AnswersAsMemcached(string script, string replies)
    {
        var driver = new SessionDriver("1.5.16", EmbeddedMemcachedDialect.ClassicOnly);
        driver.Run("flush_all");
        Assert.Equal(replies.Replace("1.6.18", "1.5.16", StringComparison.Ordinal), driver.Run(script));
    }

    public static IEnumerable<object[]> ClassicRowsWithoutMeta =>
        ProtocolScripts.Classic
            .Where(row => !((string)row[0]).Split('|').Any(line => line.StartsWith("mg ", StringComparison.Ordinal) || line == "mn"));

    [Theory]
    [InlineData("1.4.5", "ERROR|ERROR|ERROR")]
    [InlineData("1.4.39", "NOT_FOUND|ERROR|ERROR")]
    [InlineData("1.5.2", "NOT_FOUND|ERROR|ERROR")]
    [InlineData("1.5.3", "NOT_FOUND|END|END")]
    public void Step_OldVersion_KnowsWhatItKnew(string version, string replies) =>
        Assert.Equal(replies, new SessionDriver(version, EmbeddedMemcachedDialect.ClassicOnly).Run("touch a 1|gat 1 a|gats 1 a"));

    [Theory]
    [InlineData("1.6.17", "mg a k O1", "EN")]
    [InlineData("1.6.18", "mg a k O1", "EN ka O1")]
    [InlineData("1.6.19", "ms a 1 MA N30|x|mg a t v", "NS|EN")]
    [InlineData("1.6.20", "ms a 1 MA N30|x|mg a t v", "HD|VA 1 t30|x")]
    [InlineData("1.6.26", "ms a 1 E99|x|md a x", "CLIENT_ERROR invalid flag|CLIENT_ERROR invalid or duplicate flag")]
    [InlineData("1.6.27", "ms a 1 E99 c F3|x|md a x E5|mg a v c f|ma a N0 E7 c", "HD c99|HD|VA 0 c5 f0||CLIENT_ERROR cannot increment or decrement non-numeric value")]
    [InlineData("1.6.27", "mg a N30 E9 v c|md a I E20|mg a c", "VA 0 c9 W||HD|HD c20 X W")]
    [InlineData("proxy", "version|ms a 1 E99|x", "VERSION proxy|HD")]
    public void Step_Version_DecidesWhereVersionsDiffer(string version, string script, string replies) =>
        Assert.Equal(replies, new SessionDriver(version).Run(script));

    [Theory]
    [InlineData("quit")]
    [InlineData("quit foo")]
    public void Step_Quit_EndsTheSession(string command)
    {
        var driver = new SessionDriver();
        Assert.Equal("MN", driver.Run($"mn|{command}|mn"));
        Assert.True(driver.IsClosed);
    }

    [Theory]
    [InlineData("mg ", 2048, false)]
    [InlineData("mg ", 2049, true)]
    [InlineData("get ", 9000, false)]
    [InlineData("gets ", 9000, false)]
    [InlineData("gat 1 ", 9000, true)]
    public void Feed_LineWithoutEnd_EndsTheSessionWhenTooLong(string start, int length, bool closed)
    {
        var driver = new SessionDriver();
        driver.Feed(Encoding.UTF8.GetBytes(start.PadRight(length, 'x')));
        Assert.Equal(closed, driver.IsClosed);
    }

    [Fact]
    public void Feed_BinaryProtocol_EndsTheSession()
    {
        var driver = new SessionDriver();
        driver.Feed([0x80, 0, 0, 0]);
        Assert.True(driver.IsClosed);
        Assert.Empty(driver.TakeOutput());
    }

    [Fact]
    public void Step_Stats_TellsWhatClientsAskFor()
    {
        var driver = new SessionDriver();
        driver.Run("set a 0 0 1|x|get a b");
        var stats = driver.Run("stats").Split('|');
        Assert.Contains("STAT version 1.6.18", stats);
        Assert.Contains("STAT curr_items 1", stats);
        Assert.Contains("STAT get_hits 1", stats);
        Assert.Contains("STAT get_misses 1", stats);
        Assert.Contains("STAT cmd_set 1", stats);
        Assert.Equal("END", stats[^1]);
        Assert.Contains("STAT item_size_max 1048576", driver.Run("stats settings").Split('|'));
    }

    private static string Text(string replies) => Encoding.UTF8.GetString(ScriptText.ToBytes(replies));

    // the flush costs a CAS number, as it does between the rows of the differential test
    private static SessionDriver Empty()
    {
        var driver = new SessionDriver();
        driver.Run("flush_all");
        return driver;
    }

    private static string Answer(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        var driver = Empty();
        driver.Feed(first);
        if (!second.IsEmpty)
            driver.Feed(second);
        return Encoding.UTF8.GetString(driver.TakeOutput());
    }
}
