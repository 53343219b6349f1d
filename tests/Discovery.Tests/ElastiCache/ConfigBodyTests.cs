using System.Globalization;
using System.Net;

namespace Discovery.Tests.ElastiCache;

public sealed class ConfigBodyTests
{
    [Fact]
    public void Parse_AwsSample_HasStableNamesAndAddresses()
    {
        var set = ConfigBody.Parse(Replies.Aws);
        Assert.Equal(12UL, set.Version);
        Assert.Equal(
            ["mycluster.pc4ldq.0001.use1.cache.amazonaws.com:11211", "mycluster.pc4ldq.0002.use1.cache.amazonaws.com:11211"],
            set.Nodes.Select(n => n.Name));
        Assert.Equal([IPAddress.Parse("10.82.235.120"), IPAddress.Parse("10.80.249.27")], set.Nodes.Select(n => n.Address));
    }

    [Fact]
    public void Parse_OtherAddresses_KeepsTheNames()
    {
        var moved = ConfigBody.Parse(Replies.Aws.Replace("10.82.235.120", "2600:1f18::b", StringComparison.Ordinal));
        Assert.Equal(ConfigBody.Parse(Replies.Aws).Nodes.Select(n => n.Name), moved.Nodes.Select(n => n.Name));
        Assert.NotEqual(ConfigBody.Parse(Replies.Aws), moved);
    }

    [Fact]
    public void Parse_BlankAddresses_LeaveTheHostToDial()
    {
        var set = ConfigBody.Parse(Replies.Tls);
        Assert.Equal(2, set.Count);
        Assert.All(set.Nodes, node => Assert.Null(node.Address));
    }

    [Theory]
    [InlineData("1\n|2001:db8::1|11212\n", "[2001:db8::1]:11212", "2001:db8::1")]
    [InlineData("1\n|10.0.0.1|11212\n", "10.0.0.1:11212", "10.0.0.1")]
    [InlineData("3\nc.x|2600:1f18::a|11211\n", "c.x:11211", "2600:1f18::a")]
    [InlineData("1\n10.0.0.3|10.0.0.3|11211\n", "10.0.0.3:11211", "10.0.0.3")]
    [InlineData("1\nxENDx.Example.COM.|10.0.0.1|1\n", "xendx.example.com:1", "10.0.0.1")]
    [InlineData("1\r\na|10.0.0.1|1\r\n", "a:1", "10.0.0.1")]
    [InlineData(" 1 \n  a|10.0.0.1|1   a|10.0.0.1|1 \t A.|10.0.0.1|1\n\n", "a:1", "10.0.0.1")]
    [InlineData("1\na|10.0.0.1|1 a|10.0.0.2|1\n", "a:1", "10.0.0.1")]
    public void T25a_OddSpelling_NameAndAddressAreRead(string body, string name, string address)
    {
        var node = Assert.Single(ConfigBody.Parse(body).Nodes);
        Assert.Equal(name, node.Name);
        Assert.Equal(IPAddress.Parse(address), node.Address);
    }

    [Theory]
    [InlineData("0", 0UL)]
    [InlineData("2147483648", 2147483648UL)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void T29a_Version_IsUnsigned64Bit(string text, ulong version) =>
        Assert.Equal(version, ConfigBody.Parse($"{text}\na||1\n").Version);

    [Theory]
    [InlineData("|")]
    [InlineData("a|10.0.0.1")]
    [InlineData("a|10.0.0.1|1|2")]
    [InlineData("a|10.0.0.1|0")]
    [InlineData("a|10.0.0.1|65536")]
    [InlineData("a|10.0.0.1|+1")]
    [InlineData("a|10.0.0.1|")]
    [InlineData("a|10.0.0.256|1")]
    [InlineData("a|10.1|1")]
    [InlineData("a|0.0.0.0|1")]
    [InlineData("a|::|1")]
    [InlineData("a|nope|1")]
    [InlineData("||1")]
    [InlineData("a:b||1")]
    [InlineData("a/b||1")]
    [InlineData("a\u00e9||1")]
    public void T27_OneBadTokenOfThree_RefusesAll(string token)
    {
        var e = Assert.Throws<ConfigEndpointException>(() => ConfigBody.Parse($"1\nb|10.0.0.1|1 {token} c|10.0.0.3|1\n"));
        Assert.Equal(EndpointTrouble.BadReply, e.Trouble);
        Assert.EndsWith("The whole answer is refused.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("v1\na||1\n", "the version 'v1' is not a number from 0 to 18446744073709551615.")]
    [InlineData("-1\na||1\n", "the version '-1' is not a number from 0 to 18446744073709551615.")]
    [InlineData("18446744073709551616\na||1\n", "the version '18446744073709551616' is not a number from 0 to 18446744073709551615.")]
    [InlineData("", "the body has 0 lines instead of a version and the nodes.")]
    [InlineData("1\na||1\nb||1\n", "the body has 3 lines instead of a version and the nodes.")]
    public void T29b_VersionThatIsNone_IsRefused(string body, string message) =>
        Assert.Equal(message, Assert.Throws<ConfigEndpointException>(() => ConfigBody.Parse(body)).Message);

    [Theory]
    [InlineData("14\n\n")]
    [InlineData("14\n")]
    [InlineData("14\n   \n")]
    public void T02a_NoNodeInTheBody_IsSuspect(string body)
    {
        var e = Assert.Throws<ConfigEndpointException>(() => ConfigBody.Parse(body));
        Assert.Equal(NodeSourceFailure.Suspect, e.Kind);
    }

    [Fact]
    public void Parse_ThousandNodes_AreTheMost()
    {
        Assert.Equal(1000, ConfigBody.Parse(Body(1000)).Count);
        var e = Assert.Throws<ConfigEndpointException>(() => ConfigBody.Parse(Body(1001)));
        Assert.Equal("the configuration lists 1001 nodes; 1000 is the most that is accepted.", e.Message);

        static string Body(int nodes) => "1\n" + string.Join(' ', Enumerable.Range(1, nodes)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"c.{i:0000}.cache.amazonaws.com|10.0.{i / 256}.{i % 256}|11211"))) + "\n";
    }
}
