using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.Consul;

public sealed class ConsulResponseParserTests
{
    private const string Sample = """
        [{"Node":{"ID":"x","Node":"n1","Address":"10.1.10.12","Datacenter":"dc1","TaggedAddresses":{"lan":"10.1.10.12","wan":"52.0.0.1"},"Meta":{"a":"b"}},
          "Service":{"ID":"mc-1","Service":"memcached","Address":"","Port":11211,"Tags":["z","b"],"Meta":{"slot":"one"},"Weights":{"Passing":7,"Warning":1},
            "TaggedAddresses":{"public":{"Address":"52.0.0.9","Port":0},"alt":{"Address":"52.0.0.9","Port":99}},"Unknown":{"deep":[1,{"x":null}]}},
          "Checks":[{"CheckID":"serfHealth","Status":"passing"},{"CheckID":"service:mc-1","Status":"a status nobody knows"}]}]
        """;

    [Fact]
    public void Parse_Sample_GivesTheNode()
    {
        var node = Assert.Single(Parse(Sample).Nodes.Nodes);
        Assert.Equal("10.1.10.12:11211", node.Name);
        Assert.Equal(("10.1.10.12", 11211, 1), (node.Host, node.Port, node.Weight));
        Assert.Equal("mc-1", node.Metadata["id"]);
        Assert.Equal("n1", node.Metadata["node"]);
        Assert.Equal("dc1", node.Metadata["datacenter"]);
        Assert.Equal("b,z", node.Metadata["tags"]);
    }

    [Theory]
    [InlineData("public", "52.0.0.9:11211")]
    [InlineData("alt", "52.0.0.9:99")]
    [InlineData("wan", "52.0.0.1:11211")]
    [InlineData("none", "10.1.10.12:11211")]
    public void Parse_TaggedAddress_IsDialledWhenItIsThere(string tag, string expected) =>
        Assert.Equal(expected, Parse(Sample, new ConsulOptions { TaggedAddress = tag }).Nodes.Names());

    [Theory]
    [InlineData(ConsulNodeName.AddressAndPort, "10.1.10.12:11211")]
    [InlineData(ConsulNodeName.ServiceId, "mc-1")]
    [InlineData(ConsulNodeName.Metadata, "one")]
    public void Parse_NameRule_NamesTheNode(ConsulNodeName rule, string expected) =>
        Assert.Equal(expected, Parse(Sample, new ConsulOptions { NodeName = rule, NameMetadataKey = "slot" }).Nodes.Names());

    [Theory]
    [InlineData("7", 7)]
    [InlineData("0", 1)]
    [InlineData("-3", 1)]
    [InlineData("70000", 65535)]
    public void Parse_UseWeights_KeepsThemInRange(string weight, int expected)
    {
        var body = Sample.Replace("\"Passing\":7", $"\"Passing\":{weight}", StringComparison.Ordinal);
        Assert.Equal(expected, Parse(body, new ConsulOptions { UseWeights = true }).Nodes.Nodes[0].Weight);
    }

    [Theory]
    [InlineData("\"10.0.0.1\"", "10.0.0.1:11211")]
    [InlineData("\"cache-1.node.consul\"", "cache-1.node.consul:11211")]
    [InlineData("\"2600:1f18::a\"", "[2600:1f18::a]:11211")]
    [InlineData("\"\"", "10.1.10.12:11211")]
    [InlineData("null", "10.1.10.12:11211")]
    public void T17_ServiceAddress_WinsUnlessItIsEmpty(string address, string expected)
    {
        var node = Parse(Sample.Replace("\"Address\":\"\"", $"\"Address\":{address}", StringComparison.Ordinal)).Nodes.Nodes[0];
        Assert.Equal(expected, node.Name);
        Assert.DoesNotContain('[', node.Host);
    }

    [Theory]
    [InlineData("""{"Node":{"Node":"n2","Address":"10.0.0.2"},"Service":{"ID":"bad","Port":0}}""", "port 0")]
    [InlineData("""{"Node":{"Node":"n2","Address":"10.0.0.2"},"Service":{"ID":"bad"}}""", "port 0")]
    [InlineData("""{"Node":{"Node":"n2","Address":"10.0.0.2"},"Service":{"ID":"bad","Port":70000}}""", "port 70000")]
    [InlineData("""{"Node":{"Node":"n2","Address":"10.0.0.2"},"Service":null}""", "no service")]
    [InlineData("""{"Node":null,"Service":{"ID":"bad","Address":"10.0.0.2","Port":1}}""", "no agent")]
    [InlineData("""{"Node":{"Node":"n2","Address":""},"Service":{"ID":"bad","Port":1}}""", "'bad' on agent 'n2' has no address")]
    [InlineData("""{"Node":{"Node":"n2","Address":"a b"},"Service":{"ID":"bad","Port":1}}""", "'a b'")]
    [InlineData("{}", "no service")]
    [InlineData("null", "no service")]
    public void T15a_OneBadEntry_LeavesTheOthers(string bad, string reason)
    {
        var answer = Parse($"[{bad},{Entries.One("10.0.0.1:11211")},{bad}]");
        Assert.Equal("10.0.0.1:11211", answer.Nodes.Names());
        Assert.Equal(2, answer.Skipped.Count);
        Assert.Contains(reason, answer.Skipped[0], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ConsulNodeName.Metadata, "no metadata 'absent'")]
    [InlineData(ConsulNodeName.ServiceId, "no id")]
    public void Parse_NoName_SkipsTheEntry(ConsulNodeName rule, string reason)
    {
        var answer = Parse(Sample.Replace("mc-1", "", StringComparison.Ordinal), new ConsulOptions { NodeName = rule, NameMetadataKey = "absent" });
        Assert.Equal(0, answer.Nodes.Count);
        Assert.Contains(reason, Assert.Single(answer.Skipped), StringComparison.Ordinal);
    }

    [Fact]
    public void T18_OneIdOnTwoAgents_AreTwoNodes()
    {
        var other = Sample.Replace("\"n1\"", "\"n2\"", StringComparison.Ordinal).Replace("10.1.10.12", "10.1.10.13", StringComparison.Ordinal);
        Assert.Equal("10.1.10.12:11211 10.1.10.13:11211", Parse(Both(Sample, other)).Nodes.Names());
    }

    [Fact]
    public void Parse_OneNameForTwoEndpoints_SaysWhichTwo()
    {
        var other = Sample.Replace("\"n1\"", "\"n2\"", StringComparison.Ordinal).Replace("10.1.10.12", "10.1.10.13", StringComparison.Ordinal);
        var failure = Assert.Throws<NodeSourceException>(() => Parse(Both(Sample, other), new ConsulOptions { NodeName = ConsulNodeName.ServiceId }));
        Assert.Equal(NodeSourceFailure.Configuration, failure.Kind);
        Assert.Contains("10.1.10.12:11211 (id 'mc-1' on agent 'n1')", failure.Message, StringComparison.Ordinal);
        Assert.Contains("10.1.10.13:11211 (id 'mc-1' on agent 'n2')", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TwoServicesAtOneEndpoint_TheSameOneWinsInAnyOrder()
    {
        var other = Sample.Replace("mc-1", "mc-0", StringComparison.Ordinal);
        var one = Assert.Single(Parse(Both(Sample, other)).Nodes.Nodes);
        Assert.Equal("mc-0", one.Metadata["id"]);
        Assert.Equal(one, Assert.Single(Parse(Both(other, Sample)).Nodes.Nodes));
    }

    [Fact]
    public void T16_AnyOrder_GivesEqualSets()
    {
        string[] endpoints = ["10.0.0.1:1", "10.0.0.2:1", "10.0.0.3:1", "[::1]:7", "b.c:9", "b.c:10"];
        var expected = Parse(Entries.Of(endpoints)).Nodes;
        Prop.ForAll(Gen.Shuffle(endpoints).ToArbitrary(), order => Parse(Entries.Of(order)).Nodes.Equals(expected)).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Parse_CutAtAnyByte_IsRefused()
    {
        var body = Encoding.UTF8.GetBytes(Sample);
        for (var length = 0; length < body.Length; length++)
        {
            var cut = body[..length];
            Assert.Throws<JsonException>(() => ConsulResponseParser.Parse(cut, Meta(), new ConsulOptions()));
        }
    }

    [Theory]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("\"x\"")]
    [InlineData("7")]
    [InlineData("[7]")]
    [InlineData("[] []")]
    [InlineData("<html>")]
    public void Parse_NotAList_IsRefused(string body) => Assert.Throws<JsonException>(() => Parse(body));

    [Fact]
    public void Parse_ByteOrderMark_IsIgnored() => Assert.Equal(1, Parse("\uFEFF" + Sample).Nodes.Count);

    [Fact]
    public void Parse_ThousandNodes_AreAllThere()
    {
        var endpoints = Enumerable.Range(1, 1000).Select(i => $"10.0.{i / 250}.{i % 250}:11211").ToArray();
        Assert.Equal(1000, Parse(Entries.Of(endpoints)).Nodes.Count);
    }

    private static string Both(string one, string other) => $"{one.Trim()[..^1]},{other.Trim()[1..]}";

    private static ConsulAnswer Parse(string body, ConsulOptions? options = null) =>
        ConsulResponseParser.Parse(Encoding.UTF8.GetBytes(body), Meta(), options ?? new ConsulOptions());

    private static ConsulMeta Meta() => ConsulMeta.Read(_ => null);
}
