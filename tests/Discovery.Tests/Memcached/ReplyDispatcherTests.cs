using System.Text;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class ReplyDispatcherTests
{
    private const string Tricky = "END\r\nVALUE x 0 1\r\nHD\r\nERROR\r\nNot found\r\n";

    // what is asked, whether the caller has given up, what the server answers, what the caller gets
    private static readonly (CommandKind Kind, bool GivenUp, string Reply, string Expected)[] Golden =
    [
        (CommandKind.Get, false, "VA 5 f54528\r\nhello\r\n", "Value:hello"),
        (CommandKind.Get, true, "VA 4 f0\r\nlate\r\n", ""),
        (CommandKind.Get, false, "EN\r\n", "Miss:"),
        (CommandKind.Get, false, $"VA {Tricky.Length} f0\r\n{Tricky}\r\n", "Value:" + Tricky),
        (CommandKind.Set, false, "HD\r\n", "Done:"),
        (CommandKind.Set, true, "NS\r\n", ""),
        (CommandKind.Get, false, "VA 0 f53504\r\n\r\n", "Value:"),
        (CommandKind.GetVersioned, true, $"VA {Tricky.Length} f0 c7\r\n{Tricky}\r\n", ""),
        (CommandKind.GetVersioned, false, "VA 2 f0 c18446744073709551615\r\n\r\n\r\n", "Value:\r\n"),
        (CommandKind.Set, false, "SERVER_ERROR object too large for cache\r\n", "TooLarge:"),
        (CommandKind.Set, false, "SERVER_ERROR out of memory storing object\r\n", "cache1:11211: SERVER_ERROR out of memory storing object"),
        (CommandKind.CompareAndSet, false, "EX\r\n", "Exists:"),
        (CommandKind.Remove, false, "NF\r\n", "NotFound:"),
        (CommandKind.Touch, false, "TOUCHED\r\n", "Done:"),
        (CommandKind.Increment, true, "VA 2\r\n10\r\n", ""),
        (CommandKind.Increment, false, "VA 2\r\n11\r\n", "Value:11"),
        (CommandKind.Decrement, false, "CLIENT_ERROR cannot increment or decrement non-numeric value\r\n", "NotNumeric:"),
        (CommandKind.FlushAll, false, "OK\r\n", "Done:"),
        (CommandKind.FlushAll, false, "CLIENT_ERROR flush_all not allowed\r\n", "cache1:11211: CLIENT_ERROR flush_all not allowed"),
        (CommandKind.Get, false, "VA 1 f0\r\nz\r\n", "Value:z"),
    ];

    [Fact]
    public async Task Consume_GoldenStreamSplitAtEveryByte_GivesEachItsOwn()
    {
        var stream = string.Concat(Golden.Select(item => item.Reply));
        for (var split = 0; split <= stream.Length; split++)
            await CheckAsync([stream[..split], stream[split..]]);
    }

    [Fact]
    public async Task Consume_GoldenStreamByteByByte_GivesEachItsOwn() =>
        await CheckAsync([.. string.Concat(Golden.Select(item => item.Reply)).Select(c => c.ToString())]);

    [Fact]
    public void Consume_ReplyNobodyAskedFor_Throws() =>
        Assert.Contains("nobody asked", Refused("HD\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData((int)CommandKind.Set, "VA 1 f0\r\nx\r\n")]
    [InlineData((int)CommandKind.Set, "EN\r\n")]
    [InlineData((int)CommandKind.Get, "HD\r\n")]
    [InlineData((int)CommandKind.Get, "NF\r\n")]
    [InlineData((int)CommandKind.Get, "SERVER_ERROR object too large for cache\r\n")]
    [InlineData((int)CommandKind.Get, "CLIENT_ERROR bad command line format\r\n")]
    [InlineData((int)CommandKind.Get, "ERROR\r\n")]
    [InlineData((int)CommandKind.Get, "MN\r\n")]
    [InlineData((int)CommandKind.Get, "VERSION 1.6.18\r\n")]
    [InlineData((int)CommandKind.Remove, "NS\r\n")]
    [InlineData((int)CommandKind.Add, "EX\r\n")]
    [InlineData((int)CommandKind.Increment, "HD\r\n")]
    [InlineData((int)CommandKind.FlushAll, "NF\r\n")]
    [InlineData((int)CommandKind.Get, "VA 1 f0\r\nxy\r\n")]
    [InlineData((int)CommandKind.Get, "VA 2 f0\r\nx\r\nEN\r\n")]
    [InlineData((int)CommandKind.Get, "VA 2000000000 f0\r\n")]
    public void Consume_ReplyOfAnotherKind_Throws(int kind, string reply) => Refused(reply, (CommandKind)kind);

    private static string Refused(string reply, params CommandKind[] kinds)
    {
        using var rig = new DispatcherRig();
        foreach (var kind in kinds)
            rig.Queue(kind);
        return Assert.Throws<MemcachedProtocolException>(() => rig.Feed(reply)).Message;
    }

    private static async Task CheckAsync(string[] pieces)
    {
        using var rig = new DispatcherRig();
        var waits = Golden.Select(item => rig.Queue(item.Kind, item.GivenUp)).ToArray();
        foreach (var piece in pieces)
            rig.Feed(piece);
        Assert.Equal(0, rig.Ring.Count);
        for (var i = 0; i < Golden.Length; i++)
        {
            if (Golden[i].GivenUp)
                await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waits[i].WaitAsync(LaneRig.Bound));
            else
                Assert.Equal(Golden[i].Expected, Show(await waits[i].WaitAsync(LaneRig.Bound)));
        }
    }

    private static string Show(Outcome outcome)
    {
        var text = outcome.Failure?.ToString() ?? $"{outcome.Reply.Kind}:{Encoding.Latin1.GetString(outcome.Value.Span)}";
        outcome.Release();
        return text;
    }

    private sealed class DispatcherRig : IDisposable
    {
        private readonly LaneRig _lane = new(new ConnectionOptions { MaxInFlight = 64 });
        private readonly ReplyDispatcher _dispatcher;
        private string _kept = "";

        public DispatcherRig() => _dispatcher = new ReplyDispatcher(Ring, _lane.Context);

        public PendingRing Ring { get; } = new(64);

        public Task<Outcome> Queue(CommandKind kind, bool givenUp = false)
        {
            var operation = _lane.Operation(kind, "key");
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
