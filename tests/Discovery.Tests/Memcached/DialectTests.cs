using Discovery.Cache;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class DialectTests
{
    [Theory]
    [InlineData("1.6.10", true, true)]
    [InlineData("1.6.9", true, false)]
    [InlineData("1.6.6", true, false)]
    [InlineData("1.5.22", true, false)]
    [InlineData("1.4.39", false, false)]
    [InlineData("1.6.18", true, true)]
    [InlineData("1.6.18", false, false)]
    [InlineData("1.6.41-rc1", true, true)]
    [InlineData("1.6.10_3_gabc", true, true)]
    [InlineData("2.0.0", true, true)]
    [InlineData("1.10.0", true, true)]
    [InlineData("mcrouter 0.36", false, false)]
    [InlineData("mcrouter 0.36", true, true)]
    [InlineData("", true, true)]
    [InlineData("1.6", true, true)]
    [InlineData("1.6.99999999999", true, true)]
    [InlineData("1.6.x", false, false)]
    public void Of_VersionAndNoop_DecideOnMeta(string version, bool answersNoop, bool expected) =>
        Assert.Equal(expected, Dialect.Of(version, answersNoop, ServerProtocol.Auto).IsMeta);

    [Theory]
    [InlineData("1.4.5", false)]
    [InlineData("1.5.2", false)]
    [InlineData("1.5.3", true)]
    [InlineData("1.6.6", true)]
    [InlineData("mcrouter 0.36", false)]
    public void Of_Version_DecidesOnGetAndTouch(string version, bool expected) =>
        Assert.Equal(expected, Dialect.Of(version, answersNoop: false, ServerProtocol.Auto).HasGetAndTouch);

    [Fact]
    public void Of_ClassicWanted_IsClassicWhateverTheServer() =>
        Assert.False(Dialect.Of("1.6.40", answersNoop: true, ServerProtocol.Classic).IsMeta);
}
