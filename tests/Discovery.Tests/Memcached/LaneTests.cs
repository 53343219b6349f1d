using System.Net.Sockets;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

/// <summary>How a lane gets its connection, loses it and gets another.</summary>
public sealed class LaneTests
{
    private static readonly SocketException Refused = new((int)SocketError.ConnectionRefused);

    [Fact]
    public async Task SendAsync_FirstConnectUnderWay_WaitsForIt()
    {
        await using var rig = new LaneRig();
        var dial = new TaskCompletionSource<Transport>();
        rig.Dial = (_, _) => new ValueTask<Transport>(dial.Task);
        rig.Start();
        var read = rig.GetAsync("a");
        Assert.False(read.IsCompleted);
        dial.SetResult(new ScriptedTransport { OnSent = static (transport, _) => transport.Feed("EN\r\n") });
        Assert.Equal(ReplyKind.Miss, (await read).Reply.Kind);
    }

    [Fact]
    public async Task SendAsync_FirstConnectTooSlow_TimesOutNeverSentThenIsDown()
    {
        await using var rig = new LaneRig(new ConnectionOptions { ConnectTimeout = TimeSpan.FromSeconds(3) });
        rig.Dial = static async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        };
        rig.Start();
        var read = rig.GetAsync("a");
        await LaneRig.UntilAsync(() => rig.Time.ArmedTimers == 2 && rig.Dials == 1);
        rig.Time.Advance(TimeSpan.FromSeconds(1));
        LaneRig.AssertFailed(CacheFailureReason.TimedOut, true, await read);
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        await LaneRig.UntilAsync(() => rig.Lane!.State.Down is not null);
        var failure = (await rig.GetAsync("b")).Failure!;
        Assert.Equal((CacheFailureReason.NodeDown, true), (failure.Reason, failure.NeverSent));
        Assert.Contains("Connections:ConnectTimeout (3000 ms)", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task SendAsync_CancelledDuringFirstConnect_Throws()
    {
        await using var rig = new LaneRig();
        rig.Dial = static async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        };
        rig.Start();
        using var cancel = new CancellationTokenSource();
        var read = rig.GetAsync("a", cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);
    }

    public static TheoryData<Exception> DialFailures() =>
    [
        Refused, new IOException("io"), new ArgumentException("bad host"), new NotSupportedException("no IPv6"), new UnauthorizedAccessException("no"), new InvalidOperationException("odd"),
    ];

    [Theory]
    [MemberData(nameof(DialFailures))]
    public async Task SendAsync_NodeDown_FailsAtOnceAndRecovers(Exception failure)
    {
        await using var rig = new LaneRig();
        rig.Dial = (number, _) => number <= 3 ? throw failure : new ValueTask<Transport>(new ScriptedTransport());
        rig.Start();
        foreach (var pause in new[] { 50, 100, 200 })
        {
            await LaneRig.UntilAsync(() => rig.Lane!.State.Down is not null && rig.Time.ArmedTimers == 1);
            var seen = (await rig.GetAsync("a")).Failure!;
            Assert.Equal((CacheFailureReason.NodeDown, true), (seen.Reason, seen.NeverSent));
            Assert.Contains(failure.Message, seen.Message, StringComparison.Ordinal);
            var dials = rig.Dials;
            rig.Time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.Equal(dials, rig.Dials);
            rig.Time.Advance(TimeSpan.FromMilliseconds(1));
            await LaneRig.UntilAsync(() => rig.Dials == dials + 1);
        }

        var transport = await rig.ConnectedAsync();
        transport.OnSent = static (self, _) => self.Feed("EN\r\n");
        Assert.Equal(ReplyKind.Miss, (await rig.GetAsync("b")).Reply.Kind);
    }

    [Fact]
    public async Task Backoff_NodeDownForLong_AsksOnceASecond()
    {
        await using var rig = new LaneRig();
        rig.Dial = static (_, _) => throw Refused;
        rig.Start();
        await AdvanceAsync(rig, seconds: 10);
        var before = rig.Dials;
        await AdvanceAsync(rig, seconds: 10);
        Assert.InRange(rig.Dials - before, 9, 11);
    }

    [Fact]
    public async Task SendAsync_HealthyConnectionBroke_WaitsForTheNext()
    {
        await using var rig = new LaneRig();
        var transport = await rig.ConnectedAsync();
        rig.Time.Advance(TimeSpan.FromSeconds(2));
        transport.EndOfStream();
        var next = await rig.ConnectedAsync();
        next.OnSent = static (self, _) => self.Feed("EN\r\n");
        Assert.Equal(ReplyKind.Miss, (await rig.GetAsync("a")).Reply.Kind);
        Assert.Equal(2, rig.Dials);
    }

    [Fact]
    public async Task ServeAsync_FlappingServer_DoesNotSpinAndFailsAtOnce()
    {
        await using var rig = new LaneRig();
        rig.Dial = static (_, _) =>
        {
            var transport = new ScriptedTransport();
            transport.Feed(ScriptedTransport.Greeting);
            transport.EndOfStream();
            return new ValueTask<Transport>(transport);
        };
        rig.Start();
        await WaitForPauseAsync(rig);
        var failure = (await rig.GetAsync("a")).Failure!;
        Assert.Equal((CacheFailureReason.NodeDown, true), (failure.Reason, failure.NeverSent));
        await AdvanceAsync(rig, seconds: 10);
        Assert.InRange(rig.Dials, 10, 20);
    }

    [Fact]
    public async Task DisposeAsync_EverythingInFlight_EndsEverythingOnce()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 16 });
        var transport = await rig.ConnectedAsync();
        transport.BlockSends();
        var reads = Enumerable.Range(0, 40).Select(i => rig.GetAsync($"k{i}")).ToArray();
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        await rig.Lane!.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
        Assert.All(await Task.WhenAll(reads), outcome => Assert.Equal(CacheFailureReason.Disposed, outcome.Failure!.Reason));
        Assert.True(transport.IsClosed);
        LaneRig.AssertFailed(CacheFailureReason.Disposed, true, await rig.GetAsync("late"));
        await rig.Lane.DisposeAsync();
        rig.Clock.Dispose();
    }

    [Fact]
    public async Task DisposeAsync_DuringConnect_EndsTheWaits()
    {
        await using var rig = new LaneRig();
        rig.Dial = static async (_, token) =>
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, token);
            throw new InvalidOperationException();
        };
        rig.Start();
        var read = rig.GetAsync("a");
        await LaneRig.UntilAsync(() => rig.Dials == 1);
        await rig.Lane!.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
        Assert.Equal(CacheFailureReason.Disposed, (await read).Failure!.Reason);
    }

    private static async Task AdvanceAsync(LaneRig rig, int seconds)
    {
        for (var i = 0; i < seconds * 10; i++)
        {
            await WaitForPauseAsync(rig);
            rig.Time.Advance(TimeSpan.FromMilliseconds(100));
        }
    }

    private static Task WaitForPauseAsync(LaneRig rig)
    {
        // between two attempts a lane has one timer, and no connection
        return LaneRig.UntilAsync(() => rig.Time.ArmedTimers == 1 && rig.Lane!.State is { Connection: null, Down: not null });
    }
}
