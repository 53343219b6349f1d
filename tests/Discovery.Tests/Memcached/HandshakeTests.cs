using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class HandshakeTests
{
    [Fact]
    public async Task PerformAsync_MemcachedSplitAtEveryByte_TellsVersion()
    {
        for (var split = 1; split <= ScriptedTransport.Greeting.Length; split++)
        {
            var transport = new ScriptedTransport { Hello = null };
            transport.Feed(ScriptedTransport.Greeting[..split]);
            if (split < ScriptedTransport.Greeting.Length)
                transport.Feed(ScriptedTransport.Greeting[split..]);
            Assert.Equal(("1.6.18", new Dialect(IsMeta: true, HasGetAndTouch: true)), await PerformAsync(transport));
        }
    }

    [Theory]
    [InlineData("-ERR unknown command 'version'\r\n-ERR unknown command 'mn'\r\n", "not memcached")]
    [InlineData("ERROR\r\nERROR\r\n", "not memcached")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n", "memcached does not send")]
    [InlineData("VERSION 1.6.18\r\nMN\r\nHD\r\n", "more than it was asked")]
    [InlineData("VERSION 1.6.18\r\n", "closed the connection")]
    [InlineData("", "closed the connection")]
    public async Task PerformAsync_NoUsableServer_SaysWhat(string answer, string reason)
    {
        var transport = new ScriptedTransport { Hello = null };
        if (answer.Length > 0)
            transport.Feed(answer);
        transport.EndOfStream();
        var exception = await Assert.ThrowsAsync<MemcachedProtocolException>(() => PerformAsync(transport));
        Assert.Contains(reason, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PerformAsync_MetaWantedAndMissing_SaysWhichOption()
    {
        var transport = new ScriptedTransport { Hello = null };
        transport.Feed("VERSION 1.4.39\r\nERROR\r\n");
        var exception = await Assert.ThrowsAsync<MemcachedProtocolException>(() => PerformAsync(transport, ServerProtocol.Meta));
        Assert.Contains("1.4.39 has no stable meta commands", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Connections:Protocol", exception.Message, StringComparison.Ordinal);
    }

    private static Task<(string Version, Dialect Dialect)> PerformAsync(ScriptedTransport transport, ServerProtocol wanted = ServerProtocol.Auto) =>
        Handshake.PerformAsync(transport, wanted, CancellationToken.None).AsTask().WaitAsync(LaneRig.Bound);
}
