using System.Net;
using Discovery.Cache.Topology;

namespace Discovery.Tests.Topology;

public sealed class NodeListFormatTests
{
    private static readonly StoredNodeList List = new(
        NodeListFormat.Digest("consul:web"),
        "Consul",
        new NodeSet(
            [
                new Node("2600:1f18::a", 11211, "n\u00e9", IPAddress.Parse("10.0.0.9"), weight: 3) { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) { ["zone"] = "a\"b", ["x"] = "" } },
                Node.Parse("b:1"),
            ],
            version: ulong.MaxValue),
        new DateTimeOffset(2026, 1, 1, 0, 0, 0, 123, TimeSpan.Zero));

    [Fact]
    public void Read_WhatWriteWrote_IsTheSameList()
    {
        var read = NodeListFormat.Read(NodeListFormat.Write(List), out var trouble);
        Assert.Null(trouble);
        Assert.Equal(List, read);
        Assert.Equal(ulong.MaxValue, read!.Set.Version);
    }

    [Fact]
    public void T65_EveryTruncation_IsRefused()
    {
        var bytes = NodeListFormat.Write(List);
        for (var length = 0; length < bytes.Length; length++)
        {
            Assert.Null(NodeListFormat.Read(bytes.AsSpan(0, length), out var trouble));
            Assert.NotNull(trouble);
        }
    }

    [Fact]
    public void T65_EveryChangedByte_IsRefusedOrReadsTheSame()
    {
        var bytes = NodeListFormat.Write(List);
        for (var i = 0; i < bytes.Length; i++)
        {
            foreach (var change in new byte[] { 0x01, 0x20, 0xFF })
            {
                var torn = bytes.ToArray();
                torn[i] ^= change;
                var read = NodeListFormat.Read(torn, out var trouble);
                Assert.True(read is null ? trouble is not null : read.Equals(List), $"byte {i} ^ {change}");
            }
        }
    }

    [Theory]
    [InlineData("", "corrupt")]
    [InlineData("null", "corrupt")]
    [InlineData("[]", "corrupt")]
    [InlineData("{}", "corrupt")]
    [InlineData("""{"schema":1,"payload":[]}""", "corrupt")]
    [InlineData("""{"schema":0,"checksum":"","payload":{}}""", "schema")]
    [InlineData("""{"schema":2,"checksum":"","payload":{}}""", "schema")]
    [InlineData("""{"schema":1,"checksum":"00","payload":{}}""", "checksum")]
    [InlineData("""{"schema":1,"payload":{}}""", "checksum")]
    public void T65_ForeignContent_IsRefusedByName(string text, string expected)
    {
        Assert.Null(NodeListFormat.Read(System.Text.Encoding.UTF8.GetBytes(text), out var trouble));
        Assert.Equal(expected, trouble);
    }

    [Theory]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[null]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[{"name":"a","host":"a b","port":1,"weight":1}]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[{"name":"a","host":"a","port":0,"weight":1}]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[{"name":"a","host":"a","port":1,"weight":0}]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[{"name":"a","host":"a","port":1,"weight":1,"address":"nope"}]}""")]
    [InlineData("""{"scope":"s","source":"x","confirmedAt":"2026-01-01T00:00:00+00:00","nodes":[{"name":"a","host":"a","port":1,"weight":1},{"name":"a","host":"b","port":1,"weight":1}]}""")]
    public void T65_GoodChecksumOverBadNodes_IsCorrupt(string payload)
    {
        var checksum = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(payload)));
        var file = $$"""{"schema":1,"checksum":"{{checksum}}","payload":{{payload}}}""";
        Assert.Null(NodeListFormat.Read(System.Text.Encoding.UTF8.GetBytes(file), out var trouble));
        Assert.Equal("corrupt", trouble);
    }
}
