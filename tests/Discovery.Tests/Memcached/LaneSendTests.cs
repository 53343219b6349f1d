using System.Globalization;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

/// <summary>What gathers, what waits and what is refused on the way out.</summary>
public sealed class LaneSendTests
{
    [Fact]
    public async Task SendAsync_ManyDuringASend_LeaveTogether()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        transport.BlockSends();
        var reads = new List<Task<Outcome>> { rig.GetAsync("first") };
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        reads.AddRange(Enumerable.Range(0, 500).Select(i => rig.GetAsync($"k{i}")));
        transport.ReleaseSends();
        await transport.WaitForSendAsync(sent => sent.Contains("mg k499 ", StringComparison.Ordinal));
        Assert.Equal(2, transport.Sends.Count);
        Assert.Equal(500, transport.Sends[1].Split("\r\n").Length - 1);
        transport.Feed(string.Concat(Enumerable.Repeat("EN\r\n", 501)));
        foreach (var read in reads)
            Assert.Equal(ReplyKind.Miss, (await read).Reply.Kind);
    }

    [Fact]
    public async Task SendAsync_RingFull_WaitsForARepliesRoom()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 16 });
        var transport = await rig.ConnectedAsync();
        var reads = Enumerable.Range(0, 17).Select(i => rig.GetAsync($"k{i:00}")).ToArray();
        await transport.WaitForSendAsync(sent => sent.Contains("mg k15", StringComparison.Ordinal));
        Assert.DoesNotContain("k16", string.Concat(transport.Sends), StringComparison.Ordinal);
        transport.Feed("EN\r\n");
        await transport.WaitForSendAsync(sent => sent.Contains("mg k16", StringComparison.Ordinal));
        transport.Feed(string.Concat(Enumerable.Repeat("EN\r\n", 16)));
        Assert.All(await Task.WhenAll(reads), outcome => Assert.Equal(ReplyKind.Miss, outcome.Reply.Kind));
    }

    [Fact]
    public async Task SendAsync_RingFullUntilTheDeadline_IsOverloadedAndNeverSent()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 16 });
        var transport = await rig.ConnectedAsync();
        var reads = Enumerable.Range(0, 17).Select(i => rig.GetAsync($"k{i:00}")).ToArray();
        await transport.WaitForSendAsync(sent => sent.Contains("mg k15", StringComparison.Ordinal));
        await LaneRig.UntilAsync(() => rig.Time.ArmedTimers == 2);
        rig.Time.Advance(TimeSpan.FromMilliseconds(1025));
        var outcomes = await Task.WhenAll(reads);
        Assert.All(outcomes[..16], outcome => Assert.Equal((CacheFailureReason.TimedOut, false), (outcome.Failure!.Reason, outcome.Failure.NeverSent)));
        Assert.Equal((CacheFailureReason.Overloaded, true), (outcomes[16].Failure!.Reason, outcomes[16].Failure!.NeverSent));
        Assert.Equal("cache1:11211", outcomes[16].Failure!.Node);
    }

    [Fact]
    public async Task SendAsync_CancelledWhileItWaitsForRoom_Throws()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 16 });
        var transport = await rig.ConnectedAsync();
        var reads = Enumerable.Range(0, 16).Select(i => rig.GetAsync($"k{i}")).ToArray();
        using var cancel = new CancellationTokenSource();
        var waiting = rig.GetAsync("waits", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await transport.WaitForSendAsync(sent => sent.Contains("mg k15", StringComparison.Ordinal));
        transport.Feed(string.Concat(Enumerable.Repeat("EN\r\n", 16)));
        await Task.WhenAll(reads);
        Assert.DoesNotContain("waits", string.Concat(transport.Sends), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_BytesBound_CountsWhatIsBeingSentAndOpensWhenItHasLeft()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxQueuedBytes = 64 * 1024 });
        var transport = await rig.ConnectedAsync();
        transport.BlockSends();
        var first = rig.SendAsync(CommandKind.Set, "first", new string('a', 40_000));
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        var second = rig.SendAsync(CommandKind.Set, "second", new string('b', 20_000));
        var third = rig.SendAsync(CommandKind.Set, "third", new string('c', 20_000));
        await LaneRig.UntilAsync(() => rig.Time.ArmedTimers == 2);
        Assert.Equal(2, rig.Lane!.State.Connection!.InFlight);
        // no reply comes: it is the finished send that makes room
        transport.ReleaseSends();
        await transport.WaitForSendAsync(sent => sent.Contains("ms third", StringComparison.Ordinal));
        transport.Feed("HD\r\nHD\r\nHD\r\n");
        Assert.All(await Task.WhenAll(first, second, third), outcome => Assert.Equal(ReplyKind.Done, outcome.Reply.Kind));
    }

    [Fact]
    public async Task SendAsync_ValueLargerThanTheBound_GoesAlone()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxQueuedBytes = 64 * 1024 });
        var transport = await rig.ConnectedAsync();
        var huge = rig.SendAsync(CommandKind.Set, "huge", new string('x', 1_000_000));
        await transport.WaitForSendAsync(sent => sent.Length > 1_000_000);
        transport.Feed("HD\r\n");
        Assert.Equal(ReplyKind.Done, (await huge).Reply.Kind);
    }

    [Fact]
    public async Task SendAsync_NoAnswer_TimesOutEachThenReplacesTheConnection()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        var read = rig.GetAsync("a");
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        rig.Time.Advance(TimeSpan.FromMilliseconds(990));
        Assert.False(read.IsCompleted);
        rig.Time.Advance(TimeSpan.FromMilliseconds(35));
        Assert.Equal(CacheFailureReason.TimedOut, (await read).Failure!.Reason);
        rig.Time.Advance(TimeSpan.FromMilliseconds(900));
        Assert.False(transport.IsClosed);
        rig.Time.Advance(TimeSpan.FromMilliseconds(200));
        Assert.True(transport.IsClosed);
        Assert.NotSame(transport, await rig.ConnectedAsync());
    }

    [Fact]
    public async Task SendAsync_StallAfterTimeoutWasMadeLonger_FollowsIt()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        rig.OperationTimeout = TimeSpan.FromSeconds(10);
        var read = rig.GetAsync("a");
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        rig.Time.Advance(TimeSpan.FromSeconds(9));
        transport.Feed("VA 1 f0\r\nx\r\n");
        Assert.Equal("x", LaneRig.Text(await read));
    }

    [Fact]
    public async Task SendAsync_DuringAFlushThatOutlivesItsReplies_StillTimesOut()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        transport.BlockSends();
        var first = rig.GetAsync("a");
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        transport.Feed("EN\r\n");
        await first;
        // the clock finds nothing in flight and stops, while the send is still under way
        rig.Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(0, rig.Time.ArmedTimers);
        var second = rig.GetAsync("b");
        rig.Time.Advance(TimeSpan.FromMilliseconds(1025));
        Assert.Equal(CacheFailureReason.TimedOut, (await second).Failure!.Reason);
    }

    [Fact]
    public async Task Close_SomeSentAndSomeNot_TellsThemApart()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        transport.BlockSends();
        var sent = rig.SendAsync(CommandKind.Set, "sent", "x");
        await transport.WaitForSendAsync(text => text.Length > 0);
        var queued = rig.SendAsync(CommandKind.Set, "queued", "x");
        transport.EndOfStream();
        LaneRig.AssertFailed(CacheFailureReason.ConnectionLost, false, await sent);
        LaneRig.AssertFailed(CacheFailureReason.ConnectionLost, true, await queued);
        Assert.DoesNotContain("queued", string.Concat(transport.Sends), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Close_UnexpectedException_FailsWhatWaitsAndConnectsAgain(bool whileReceiving)
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        if (!whileReceiving)
            transport.OnSent = (_, _) => throw new NotSupportedException("odd");
        var read = rig.GetAsync("a");
        if (whileReceiving)
        {
            await transport.WaitForSendAsync(sent => sent.Length > 0);
            transport.Break(new NotSupportedException("odd"));
        }

        var failure = (await read).Failure!;
        Assert.Equal(CacheFailureReason.ConnectionLost, failure.Reason);
        Assert.Contains("odd", failure.Message, StringComparison.Ordinal);
        var next = await rig.ConnectedAsync();
        var again = rig.GetAsync("b");
        await next.WaitForSendAsync(sent => sent.Length > 0);
        next.Feed("EN\r\n");
        Assert.Equal(ReplyKind.Miss, (await again).Reply.Kind);
    }

    [Fact]
    public async Task Complete_ContinuationThatBlocksOnItsNeighbour_IsHelped()
    {
        await using var rig = new LaneRig(time: TimeProvider.System);
        var transport = await rig.ConnectedAsync();
        rig.OperationTimeout = TimeSpan.FromSeconds(20);
        var neighbours = new Task<Outcome>[8];
        var blocking = BlockAsync();
        for (var i = 0; i < neighbours.Length; i++)
            neighbours[i] = rig.GetAsync(i.ToString(CultureInfo.InvariantCulture));
        await transport.WaitForSendAsync(sent => sent.Contains("mg 7", StringComparison.Ordinal));
        // all in one piece, so in one batch
        transport.Feed(string.Concat(Enumerable.Repeat("EN\r\n", 9)));
        await blocking.WaitAsync(LaneRig.Bound);

        async Task BlockAsync()
        {
            await rig.Lane!.SendAsync(rig.Operation(CommandKind.GetVersioned, "blocks"), CancellationToken.None).ConfigureAwait(false);
#pragma warning disable xUnit1031 // to block is what is tested
            Task.WaitAll(neighbours, LaneRig.Bound);
#pragma warning restore xUnit1031
        }
    }
}
