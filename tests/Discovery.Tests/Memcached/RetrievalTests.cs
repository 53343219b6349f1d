using System.Text;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

/// <summary>Many gets that share one classic command: the reply has only what the server has, each value under its key.</summary>
public sealed class RetrievalTests
{
    private const string Tricky = "END\r\nVALUE b 0 1\r\nx\r\n";

    [Theory]
    [InlineData("END\r\n", "-", "-", "-", "-")]
    [InlineData("VALUE a 1 2\r\nva\r\nVALUE b 0 0\r\n\r\nVALUE c 3 1\r\nc\r\nVALUE a 1 2\r\nva\r\nEND\r\n", "va", "", "c", "va")]
    [InlineData("VALUE b 7 21\r\n" + Tricky + "\r\nEND\r\n", "-", Tricky, "-", "-")]
    [InlineData("VALUE a 1 2\r\nva\r\nVALUE a 1 2\r\nva\r\nEND\r\n", "va", "-", "-", "va")]
    [InlineData("VALUE c 1 1\r\n\n\r\nEND\r\n", "-", "-", "\n", "-")]
    public async Task Consume_AnyHitsSplitAtEveryByte_GivesEachItsOwn(string reply, params string[] expected)
    {
        for (var split = 0; split <= reply.Length; split++)
        {
            using var rig = new Rig();
            var waits = rig.Share("a", "b", "c", "a");
            var next = rig.Queue(CommandKind.Set);
            rig.Feed(reply[..split]);
            rig.Feed(reply[split..] + "STORED\r\n");
            for (var i = 0; i < waits.Length; i++)
                Assert.Equal(expected[i], Show(await waits[i].WaitAsync(LaneRig.Bound)));
            Assert.Equal(ReplyKind.Done, (await next.WaitAsync(LaneRig.Bound)).Reply.Kind);
            Assert.Equal(0, rig.Ring.Count);
        }
    }

    [Fact]
    public async Task Consume_TombstonesAmongThem_AreSkippedExactly()
    {
        using var rig = new Rig();
        var waits = rig.Share(givenUp: 1, "a", "b", "c");
        rig.Feed("VALUE a 0 1\r\na\r\nVALUE b 0 4\r\nlate\r\nVALUE c 0 1\r\nc\r\nEND\r\n");
        Assert.Equal("a", Show(await waits[0].WaitAsync(LaneRig.Bound)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits[1].WaitAsync(LaneRig.Bound));
        Assert.Equal("c", Show(await waits[2].WaitAsync(LaneRig.Bound)));
    }

    [Fact]
    public async Task Consume_TwoCommands_EndsEachByItsOwnEnd()
    {
        using var rig = new Rig();
        var first = rig.Share("a", "b");
        var second = rig.Share("b");
        rig.Feed("VALUE b 0 1\r\n1\r\nEND\r\nVALUE b 0 1\r\n2\r\nEND\r\n");
        Assert.Equal("-", Show(await first[0].WaitAsync(LaneRig.Bound)));
        Assert.Equal("1", Show(await first[1].WaitAsync(LaneRig.Bound)));
        Assert.Equal("2", Show(await second[0].WaitAsync(LaneRig.Bound)));
    }

    [Fact]
    public async Task Consume_ServerError_FailsAllThatShareIt()
    {
        using var rig = new Rig();
        var waits = rig.Share("a", "b");
        rig.Feed("SERVER_ERROR out of memory writing get response\r\n");
        foreach (var wait in waits)
            Assert.Equal(CacheFailureReason.ServerError, (await wait.WaitAsync(LaneRig.Bound)).Failure!.Reason);
    }

    [Theory]
    [InlineData("VALUE x 0 1\r\n1\r\n")]
    [InlineData("VALUE b 0 1\r\n1\r\nVALUE a 0 1\r\n1\r\n")]
    [InlineData("VALUE a 0 1\r\n1\r\nVALUE b 0 1\r\n1\r\nVALUE b 0 1\r\n1\r\n")]
    [InlineData("VALUE b 0 1\r\n1\r\nSTORED\r\n")]
    [InlineData("VALUE a 0\r\n")]
    [InlineData("VALUE a 0 x\r\n")]
    [InlineData("VALUE a 4294967296 1\r\n")]
    [InlineData("VALUE a 0 1 2 3\r\n")]
    [InlineData("STORED\r\n")]
    [InlineData("VA 1 f0\r\n")]
    [InlineData("NOT_FOUND\r\n")]
    [InlineData("ERROR\r\n")]
    [InlineData("CLIENT_ERROR bad command line format\r\n")]
    [InlineData("12\r\n")]
    public void Consume_AnythingElse_Throws(string reply)
    {
        using var rig = new Rig();
        rig.Share("a", "b");
        Assert.Throws<MemcachedProtocolException>(() => rig.Feed(reply));
    }

    private static string Show(Outcome outcome)
    {
        var text = outcome.Reply.Kind == ReplyKind.Miss ? "-" : Encoding.Latin1.GetString(outcome.Value.Span);
        outcome.Release();
        return text;
    }

    private sealed class Rig : IDisposable
    {
        private readonly LaneRig _lane = new(new ConnectionOptions { MaxInFlight = 64 });
        private readonly ReplyDispatcher _dispatcher;
        private string _kept = "";

        public Rig() => _dispatcher = new ReplyDispatcher(Ring, _lane.Context);

        public PendingRing Ring { get; } = new(64);

        public Task<Outcome>[] Share(params string[] keys) => Share(-1, keys);

        public Task<Outcome>[] Share(int givenUp, params string[] keys) =>
            [.. keys.Select((key, i) => Queue(CommandKind.Get, key, i == givenUp, isRetrieval: true, ends: i == keys.Length - 1))];

        public Task<Outcome> Queue(CommandKind kind, string key = "key", bool givenUp = false, bool isRetrieval = false, bool ends = false)
        {
            var operation = _lane.Operation(kind, key);
            (operation.IsRetrieval, operation.EndsRetrieval) = (isRetrieval, ends);
            operation.Queue(0, 0);
            Ring.Push(operation);
            return operation.WaitAsync(new CancellationToken(givenUp)).AsTask();
        }

        public void Feed(string piece)
        {
            _kept += piece;
            var used = _dispatcher.Consume(Encoding.Latin1.GetBytes(_kept));
            _kept = _kept[used..];
            _dispatcher.Dispatch();
        }

        public void Dispose() => _lane.Clock.Dispose();
    }
}
