using System.Net;

namespace Discovery.Tests.Abstractions;

public sealed class NodeTests
{
    [Fact]
    public void Constructor_HostAndPort_NamesItByThem()
    {
        Assert.Equal("cache1:11211", new Node("cache1", 11211).Name);
        Assert.Equal("[2600:1f18::a]:11211", new Node("2600:1f18::a", 11211).Name);
        Assert.Equal(1, new Node("cache1", 11211).Weight);
    }

    [Theory]
    [InlineData("", 11211, "n", 1)]
    [InlineData("a b", 11211, "n", 1)]
    [InlineData("[::1]", 11211, "n", 1)]
    [InlineData("a", 0, "n", 1)]
    [InlineData("a", 65536, "n", 1)]
    [InlineData("a", 11211, " ", 1)]
    [InlineData("a", 11211, "n", 0)]
    public void Constructor_BadPart_Throws(string host, int port, string name, int weight) =>
        Assert.ThrowsAny<ArgumentException>(() => new Node(host, port, name, weight: weight));

    [Fact]
    public void Equals_EveryProperty_Counts()
    {
        var node = Make();
        Assert.Equal(node, Make());
        Assert.Equal(node.GetHashCode(), Make().GetHashCode());
        Assert.NotEqual(node, new Node("b", 1, "n", IPAddress.Loopback, 2) { Metadata = node.Metadata });
        Assert.NotEqual(node, new Node("a", 2, "n", IPAddress.Loopback, 2) { Metadata = node.Metadata });
        Assert.NotEqual(node, new Node("a", 1, "m", IPAddress.Loopback, 2) { Metadata = node.Metadata });
        Assert.NotEqual(node, new Node("a", 1, "n", null, 2) { Metadata = node.Metadata });
        Assert.NotEqual(node, new Node("a", 1, "n", IPAddress.Loopback, 3) { Metadata = node.Metadata });
        Assert.NotEqual(node, new Node("a", 1, "n", IPAddress.Loopback, 2));
        Assert.False(node.Equals(null));
    }

    [Fact]
    public void Metadata_CallersDictionary_IsCopied()
    {
        var metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["zone"] = "a" };
        var node = new Node("a", 1) { Metadata = metadata };
        metadata["zone"] = "b";
        Assert.Equal("a", node.Metadata["zone"]);
    }

    [Fact]
    public void ToString_DialledElsewhere_SaysWhere()
    {
        Assert.Equal("a:1", new Node("a", 1).ToString());
        Assert.Equal("slot1 (10.0.0.1:1)", new Node("a", 1, "slot1", IPAddress.Parse("10.0.0.1")).ToString());
    }

    [Fact]
    public void Parse_BadText_NamesIt() =>
        Assert.Contains("'cache1:70000'", Assert.Throws<FormatException>(() => Node.Parse("cache1:70000")).Message, StringComparison.Ordinal);

    private static Node Make() => new("a", 1, "n", IPAddress.Loopback, 2)
    {
        Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["zone"] = "a" },
    };
}
