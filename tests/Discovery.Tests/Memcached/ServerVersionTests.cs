using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class ServerVersionTests
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
    public void SpeaksMeta_VersionAndNoop_Decide(string version, bool answersNoop, bool expected) =>
        Assert.Equal(expected, ServerVersion.SpeaksMeta(version, answersNoop));
}
