using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.ElastiCache;

public sealed class ConfigReplyReaderTests
{
    public static TheoryData<string, int> Golden => new()
    {
        { Replies.Aws, 136 },
        { Replies.Tls, 111 },
        { Replies.V6, 55 },
        { Replies.Memorystore, 50 },
    };

    [Theory]
    [MemberData(nameof(Golden))]
    public void T20c_SplitAtEveryByte_GivesTheSameBody(string body, int octets)
    {
        Assert.Equal(octets, body.Length);
        foreach (var error in new[] { 0, 10, -10, 500 })
        {
            var bytes = Replies.Frame(body, Math.Max(0, octets + error));
            for (var i = 0; i <= bytes.Length; i++)
                Assert.Equal(body, Replies.Read(ConfigCommand.Current, bytes[..i], bytes[i..])?.Body);
            Assert.Equal(body, Replies.Read(ConfigCommand.Current, [.. bytes.Select(b => new[] { b })])?.Body);
        }
    }

    [Fact]
    public void Advance_EveryPrefix_AsksForMore()
    {
        var bytes = Replies.Frame(Replies.Aws);
        for (var i = 0; i < bytes.Length; i++)
            Assert.Null(Replies.Read(ConfigCommand.Current, bytes[..i]));
    }

    [Fact]
    public void T20d_TwoFramesInOneSegment_GivesTheFirst()
    {
        byte[] both = [.. Replies.Frame(Replies.V6), .. Replies.Frame(Replies.Aws)];
        Assert.Equal(Replies.V6, Replies.Read(ConfigCommand.Current, both)?.Body);
    }

    [Theory]
    [InlineData("1\nxENDx.a|10.0.0.1|1\n")]
    [InlineData("1\nEND|10.0.0.1|1 END|10.0.0.2|2\n")]
    [InlineData("1\r\na|10.0.0.1|1\r\n")]
    [InlineData("1\na|10.0.0.1|1")]
    public void T25b_BodyThatLooksLikeAnEnd_IsWhole(string body)
    {
        var bytes = Replies.Frame(body);
        for (var i = 0; i <= bytes.Length; i++)
            Assert.Equal(body, Replies.Read(ConfigCommand.Current, bytes[..i], bytes[i..])?.Body);
    }

    [Fact]
    public void Advance_LegacyValue_IsABody()
    {
        var bytes = Replies.Frame(Replies.Aws, header: "VALUE AmazonElastiCache:cluster");
        Assert.Equal(Replies.Aws, Replies.Read(ConfigCommand.Legacy, bytes)?.Body);
    }

    [Theory]
    [InlineData("END\r\n", (int)ConfigReplyKind.Nothing)]
    [InlineData("ERROR\r\n", (int)ConfigReplyKind.UnknownCommand)]
    public void Advance_ShortReply_IsKnown(string text, int kind) => Assert.Equal(kind, (int)Replies.Read(text)!.Kind);

    [Theory]
    [InlineData("CONFIG cluster 0 -1\r\n", (int)EndpointTrouble.BadReply, "the reply begins with 'CONFIG cluster 0 -1', which is not a header.")]
    [InlineData("CONFIG cluster 0 nope\r\n", (int)EndpointTrouble.BadReply, "the reply begins with 'CONFIG cluster 0 nope', which is not a header.")]
    [InlineData("CONFIG cluster 0\r\n", (int)EndpointTrouble.BadReply, "the reply begins with 'CONFIG cluster 0', which is not a header.")]
    [InlineData("CONFIG cluster x 3\r\n", (int)EndpointTrouble.BadReply, "the reply begins with 'CONFIG cluster x 3', which is not a header.")]
    [InlineData("CONFIG cluster 0 2147483648\r\n", (int)EndpointTrouble.BadReply, "the reply declares 2147483648 octets; a configuration has 1048576 at the most.")]
    [InlineData("CONFIG cluster 0 1048577\r\n", (int)EndpointTrouble.BadReply, "the reply declares 1048577 octets; a configuration has 1048576 at the most.")]
    [InlineData("CONFIG other 0 3\r\n", (int)EndpointTrouble.BadReply, "the reply begins with 'CONFIG other 0 3', which is no answer to the question.")]
    [InlineData("\r\n", (int)EndpointTrouble.BadReply, "the reply begins with '', which is no answer to the question.")]
    [InlineData("SERVER_ERROR out of memory\r\n", (int)EndpointTrouble.BadReply, "it answers 'SERVER_ERROR out of memory'.")]
    [InlineData("CLIENT_ERROR unauthenticated\r\n", (int)EndpointTrouble.BadReply, "it answers 'CLIENT_ERROR unauthenticated'.")]
    [InlineData("-NOAUTH Authentication required.\r\n", (int)EndpointTrouble.Misconfigured, "it answers '-NOAUTH Authentication required.', as Redis or Valkey does. Give {section}:Endpoint the configuration endpoint of a Memcached cluster.")]
    [InlineData("*0\r\n", (int)EndpointTrouble.Misconfigured, "it answers '*0', as Redis or Valkey does. Give {section}:Endpoint the configuration endpoint of a Memcached cluster.")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", (int)EndpointTrouble.Misconfigured, "it answers 'HTTP/1.1 400 Bad Request', as a web server does. Give {section}:Endpoint the configuration endpoint of a Memcached cluster.")]
    [InlineData("\u0015\u0003\u0003\0\u0002", (int)EndpointTrouble.Misconfigured, "it answers with a TLS alert: the cluster has in-transit encryption. Set {section}:UseTls to true.")]
    [InlineData("\u0081\0", (int)EndpointTrouble.BadReply, "the reply begins with the octet 0x81, which is not the memcached protocol. Check {section}:Endpoint.")]
    public void T21c_NoConfiguration_SaysWhatItIs(string text, int trouble, string message)
    {
        for (var i = 0; i <= text.Length; i++)
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            var e = Assert.Throws<ConfigEndpointException>(() => Replies.Read(ConfigCommand.Current, bytes[..i], bytes[i..]));
            Assert.Equal(message, e.Message);
            Assert.Equal(trouble, (int)e.Trouble);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(700)]
    [InlineData(5000)]
    public void Advance_EndlessHeader_IsCutOff(int segment) =>
        Assert.Equal("the first line of the reply has more than 1024 octets.", EndlessMessage("A", segment, out _));

    [Theory]
    [InlineData(1000)]
    [InlineData(100_000)]
    public void T21d_EndlessBody_IsCutOffAtTheCap(int segment)
    {
        Assert.Equal("the reply does not end within 1048576 octets.", EndlessMessage("CONFIG cluster 0 100\r\n", segment, out var received));
        Assert.InRange(received, ConfigHeader.MaxBodyBytes, ConfigHeader.MaxBodyBytes + 2048);
    }

    [Fact]
    public void Advance_LargestBody_IsRead()
    {
        var body = "1\n" + new string(' ', ConfigHeader.MaxBodyBytes - 3) + "\n";
        Assert.Equal(body, Replies.Read(ConfigCommand.Current, Replies.Frame(body))?.Body);
        Assert.Throws<ConfigEndpointException>(() => Replies.Read(ConfigCommand.Current, Replies.Frame(body + "\n", declared: 3)));
    }

    [Fact]
    public void Advance_AnyBytesInAnyPieces_GiveOneAnswerOrTheProtocolError()
    {
        var alphabet = Gen.OneOf(
            Gen.Elements("CONFIG cluster 0 ", "VALUE ", "END", "\r\n", "\n", "ERROR", "0", "7", "12", "a|10.0.0.1|1", " ", "|", "\r\nEND\r\n", "-", "1\n"),
            Gen.Choose(0, 255).Select(b => ((char)b).ToString()));
        var text = alphabet.ArrayOf().Select(string.Concat);
        var input = from start in Gen.Elements("", "CONFIG cluster 0 ", "CONFIG cluster 0 9\r\n") from rest in text from at in Gen.Choose(0, 40) select (start + rest, at);
        Prop.ForAll(Arb.From(input), given =>
        {
            var (reply, at) = given;
            var bytes = Encoding.Latin1.GetBytes(reply);
            at = Math.Min(at, bytes.Length);
            return Outcome(bytes) == Outcome(bytes[..at], bytes[at..]) && Outcome(bytes) == Outcome([.. bytes.Select(b => new[] { b })]);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(60));
    }

    private static string Outcome(params byte[][] pieces)
    {
        try
        {
            return Replies.Read(ConfigCommand.Current, pieces)?.ToString() ?? "more";
        }
        catch (ConfigEndpointException e)
        {
            return e.Message;
        }
    }

    private static string EndlessMessage(string start, int segment, out int received)
    {
        var reader = new ConfigReplyReader(ConfigCommand.Current);
        var next = Encoding.Latin1.GetBytes(start);
        try
        {
            while (true)
            {
                var free = reader.GetMemory();
                var count = Math.Min(free.Length, next.Length);
                next.AsMemory(0, count).CopyTo(free);
                Assert.Null(reader.Advance(count));
                next = [.. Enumerable.Repeat((byte)'x', segment)];
            }
        }
        catch (ConfigEndpointException e)
        {
            received = reader.Received;
            return e.Message;
        }
    }
}
