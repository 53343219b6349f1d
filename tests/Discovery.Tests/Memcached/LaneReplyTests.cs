using Discovery.Cache;

namespace Discovery.Tests.Memcached;

/// <summary>Replies keep their operations, whatever becomes of the callers.</summary>
public sealed class LaneReplyTests
{
    [Fact]
    public async Task SendAsync_LateReply_IsSkippedAndTheConnectionGoesOn()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        var late = rig.GetAsync("a");
        await transport.WaitForSendAsync(sent => sent.Contains("mg a", StringComparison.Ordinal));
        rig.Time.Advance(TimeSpan.FromMilliseconds(1025));
        Assert.Equal(CacheFailureReason.TimedOut, (await late).Failure!.Reason);

        var others = Enumerable.Range(0, 100).Select(i => rig.GetAsync($"b{i}")).ToArray();
        transport.Feed("VA 4 f0\r\nlate\r\n");
        for (var i = 0; i < others.Length; i++)
            transport.Feed($"VA 4 f0\r\nb{i:000}\r\n");
        for (var i = 0; i < others.Length; i++)
            Assert.Equal($"b{i:000}", LaneRig.Text(await others[i]));
        Assert.False(transport.IsClosed);
        Assert.Equal(1, rig.Dials);
        Assert.Equal(0, rig.Lane!.State.Connection!.InFlight);
    }

    [Theory]
    [InlineData("before it is queued", 0)]
    [InlineData("queued behind a send", 0)]
    [InlineData("being sent", 0)]
    [InlineData("sent", 0)]
    [InlineData("half the header is there", 4)]
    [InlineData("the header is there", 9)]
    [InlineData("half the value is there", 12)]
    [InlineData("all but the last byte is there", 16)]
    public async Task SendAsync_CancelledAnywhere_NextIsRight(string point, int fed)
    {
        const string Reply = "VA 6 f0\r\ncancel\r\n";
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        using var cancel = new CancellationTokenSource();
        if (point.StartsWith("before", StringComparison.Ordinal))
            await cancel.CancelAsync();
        var first = await HoldBackAsync(rig, transport, point);
        var cancelled = rig.GetAsync("a", cancel.Token);
        if (!point.StartsWith("queued", StringComparison.Ordinal))
            await transport.WaitForSendAsync(sent => sent.Contains("mg a", StringComparison.Ordinal));
        if (fed > 0)
        {
            transport.Feed(Reply[..fed]);
            await LaneRig.UntilAsync(() => transport.IsDrained);
        }

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        transport.ReleaseSends();
        var next = rig.GetAsync("b");
        await transport.WaitForSendAsync(sent => sent.Contains("mg b", StringComparison.Ordinal));
        transport.Feed(first + Reply[fed..] + "VA 4 f0\r\nnext\r\n");
        Assert.Equal("next", LaneRig.Text(await next));
        Assert.False(transport.IsClosed);
    }

    // what the server owes before it comes to the operation under test
    private static async Task<string> HoldBackAsync(LaneRig rig, ScriptedTransport transport, string point)
    {
        if (!point.StartsWith("queued", StringComparison.Ordinal) && !point.StartsWith("being", StringComparison.Ordinal))
            return "";
        transport.BlockSends();
        if (point.StartsWith("being", StringComparison.Ordinal))
            return "";
        _ = rig.GetAsync("first");
        await transport.WaitForSendAsync(sent => sent.Contains("first", StringComparison.Ordinal));
        return "EN\r\n";
    }

    [Fact]
    public async Task SendAsync_EndInsideAValue_IsAFailureAndNeverAShortValue()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        var read = rig.GetAsync("a");
        var behind = rig.GetAsync("b");
        await transport.WaitForSendAsync(sent => sent.Contains("mg b", StringComparison.Ordinal));
        transport.Feed("VA 100 f0\r\n" + new string('x', 40));
        transport.EndOfStream();
        foreach (var outcome in new[] { await read, await behind })
            Assert.Equal((CacheFailureReason.ConnectionLost, false), (outcome.Failure!.Reason, outcome.Failure.NeverSent));
    }

    [Fact]
    public async Task SendAsync_ValueThatStopsHalfWay_TimesOutAndIsReplaced()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        var read = rig.GetAsync("a");
        await transport.WaitForSendAsync(sent => sent.Contains("mg a", StringComparison.Ordinal));
        transport.Feed("VA 100 f0\r\nabc");
        await LaneRig.UntilAsync(() => transport.IsDrained);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1025));
        Assert.Equal(CacheFailureReason.TimedOut, (await read).Failure!.Reason);
        Assert.False(transport.IsClosed);
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        Assert.True(transport.IsClosed);
        Assert.NotSame(transport, await rig.ConnectedAsync());
    }

    [Theory]
    [InlineData("ERROR", true)]
    [InlineData("CLIENT_ERROR line too long", true)]
    [InlineData("what is this", true)]
    [InlineData("SERVER_ERROR object too large for cache", true)]
    [InlineData("HD", true)]
    [InlineData("SERVER_ERROR out of memory reading request", false)]
    public async Task SendAsync_ErrorLineAtEveryPosition_FailsItsOwnAndClosesWhenInDoubt(string line, bool closes)
    {
        for (var position = 0; position < 4; position++)
        {
            await using var rig = new LaneRig();
            var transport = await rig.ConnectedAsync();
            var reads = Enumerable.Range(0, 4).Select(i => rig.GetAsync($"k{i}")).ToArray();
            await transport.WaitForSendAsync(sent => sent.Contains("mg k3", StringComparison.Ordinal));
            for (var i = 0; i < 4; i++)
                transport.Feed(i == position ? $"{line}\r\n" : $"VA 2 f0\r\nv{i}\r\n");
            for (var i = 0; i < 4; i++)
            {
                var outcome = await reads[i];
                if (i < position || (i > position && !closes))
                    Assert.Equal($"v{i}", LaneRig.Text(outcome));
                else if (i == position)
                    Assert.Equal(closes ? CacheFailureReason.Protocol : CacheFailureReason.ServerError, outcome.Failure!.Reason);
                else
                    Assert.Equal(CacheFailureReason.ConnectionLost, outcome.Failure!.Reason);
            }

            Assert.Equal(closes, transport.IsClosed);
        }
    }

    [Fact]
    public async Task SendAsync_LargeValue_ComesWholeInAnyPieces()
    {
        var value = string.Concat(Enumerable.Range(0, 200_000).Select(i => (char)('a' + (i % 26))));
        foreach (var piece in new[] { 1_000, 16_384, 65_536, 65_537, 200_100 })
        {
            await using var rig = new LaneRig();
            var transport = await rig.ConnectedAsync();
            var read = rig.GetAsync("a");
            var next = rig.GetAsync("b");
            await transport.WaitForSendAsync(sent => sent.Contains("mg b", StringComparison.Ordinal));
            var reply = $"VA {value.Length} f0\r\n{value}\r\nVA 1 f0\r\nb\r\n";
            for (var i = 0; i < reply.Length; i += piece)
                transport.Feed(reply.Substring(i, Math.Min(piece, reply.Length - i)));
            Assert.Equal(value, LaneRig.Text(await read));
            Assert.Equal("b", LaneRig.Text(await next));
        }
    }
}
