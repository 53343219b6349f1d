namespace Discovery.Tests.Abstractions;

public sealed class HostPortTests
{
    [Theory]
    [InlineData("cache1:11211", "cache1", 11211)]
    [InlineData(" 10.0.0.1:1 ", "10.0.0.1", 1)]
    [InlineData("[2600:1f18::a]:65535", "2600:1f18::a", 65535)]
    [InlineData("my_node.internal.:11211", "my_node.internal.", 11211)]
    public void Parse_Endpoint_RoundTrips(string text, string host, int port)
    {
        var parsed = HostPort.Parse(text);
        Assert.Equal(new HostPort(host, port), parsed);
        Assert.Equal(text.Trim(), parsed.ToString());
    }

    [Theory]
    [InlineData(null, "empty")]
    [InlineData("", "empty")]
    [InlineData("cache1", "no port")]
    [InlineData("cache1:", "no port")]
    [InlineData(":11211", "no host")]
    [InlineData("cache1:70000", "'70000' is not a number from 1 to 65535")]
    [InlineData("cache1:0", "1 to 65535")]
    [InlineData("cache1:-1", "1 to 65535")]
    [InlineData("cache1:1x", "1 to 65535")]
    [InlineData("2600:1f18::a:11211", "brackets")]
    [InlineData("[2600:1f18::a]", "no port")]
    [InlineData("[2600:1f18::a", "never closed")]
    [InlineData("[2600:1f18::a]x:1", "follow the bracket")]
    [InlineData("[cache1]:11211", "not an IPv6 address")]
    [InlineData("a b:11211", "character")]
    [InlineData("http://a:11211", "brackets")]
    public void TryParse_BadText_NamesTextAndReason(string? text, string reason)
    {
        Assert.False(HostPort.TryParse(text, out _, out var message));
        Assert.Contains($"'{text?.Trim()}'", message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }
}
