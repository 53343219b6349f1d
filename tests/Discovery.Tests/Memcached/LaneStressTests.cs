using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Sockets;
using System.Threading.Tasks.Sources;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

/// <summary>Real threads and a real clock: values never cross, operations are never handed out twice, nothing hangs.</summary>
public sealed class LaneStressTests
{
    private readonly ConcurrentDictionary<PendingOperation, bool> _inUse = new(ReferenceEqualityComparer.Instance);
    private int _hits;
    private int _cancelled;
    private int _failed;

    [Fact]
    public async Task SendAsync_RandomCancelsAndTimeouts_EachGetsItsOwnValueOrNone()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 64 }, TimeProvider.System);
        rig.Dial = static (number, _) => new ValueTask<Transport>(new ScriptedTransport { OnSent = new EchoServer(number, latePerMille: 20).Answer });
        rig.Start();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(rig, caller, 4_000)))).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(_hits > 1_000, $"{_hits} hits");
        Assert.True(_cancelled > 100, $"{_cancelled} cancelled");
        Assert.Equal(1, rig.Dials);
        await LaneRig.UntilAsync(() => rig.Lane!.State.Connection!.InFlight == 0);
    }

    [Fact]
    public async Task SendAsync_ConnectionsThatBreak_EachGetsItsOwnValueOrAFailure()
    {
        await using var rig = new LaneRig(new ConnectionOptions { MaxInFlight = 64 }, TimeProvider.System) { Jitter = 0.01 };
        rig.Dial = static (number, _) => new ValueTask<Transport>(new ScriptedTransport { OnSent = Breaking(number) });
        rig.Start();
        await Task.WhenAll(Enumerable.Range(0, 16).Select(caller => Task.Run(() => CallAsync(rig, caller, 1_000)))).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.True(_hits > 0 && _failed > 0, $"{_hits} hits, {_failed} failed");
        Assert.True(rig.Dials > 2, $"{rig.Dials} connections");
    }

    private static Action<ScriptedTransport, string> Breaking(int seed)
    {
        var server = new EchoServer(seed);
        var sends = 0;
        return (transport, sent) =>
        {
            server.Answer(transport, sent);
            if (++sends % 50 == 0)
                transport.Break(new SocketException((int)SocketError.ConnectionReset));
        };
    }

    private async Task CallAsync(LaneRig rig, int caller, int calls)
    {
        var random = new Random(caller);
        for (var i = 0; i < calls; i++)
        {
            var key = "k" + random.Next(3_000).ToString(CultureInfo.InvariantCulture);
            using var cancel = new CancellationTokenSource();
            if (random.Next(4) == 0)
                cancel.CancelAfter(TimeSpan.FromTicks(random.Next(20_000)));
            if (random.Next(50) == 0)
                await cancel.CancelAsync();
            rig.OperationTimeout = TimeSpan.FromMilliseconds(200);
            await CheckAsync(rig, key, random.Next(10) == 0 ? 5 : 200, cancel.Token);
        }
    }

    private async Task CheckAsync(LaneRig rig, string key, int timeoutMs, CancellationToken cancellationToken)
    {
        var operation = rig.Operation(CommandKind.GetVersioned, key, "", TimeProvider.System.GetTimestamp() + (timeoutMs * TimeProvider.System.TimestampFrequency / 1000));
        Assert.True(_inUse.TryAdd(operation, true), "an operation was handed out twice");
        try
        {
            if (rig.Lane!.State.Connection?.TryEnqueue(operation) != EnqueueResult.Queued)
            {
                _inUse.TryRemove(operation, out _);
                operation.Discard();
                await Task.Delay(1, CancellationToken.None);
                return;
            }

            var outcome = await TakeAsync(operation, operation.WaitAsync(cancellationToken));
            if (outcome.Failure is not null)
            {
                Interlocked.Increment(ref _failed);
                return;
            }

            var expected = EchoServer.ValueOf(key);
            Assert.Equal(expected is null ? ReplyKind.Miss : ReplyKind.Value, outcome.Reply.Kind);
            Assert.Equal(expected ?? "", LaneRig.Text(outcome));
            Interlocked.Increment(ref _hits);
        }
        catch (OperationCanceledException)
        {
            Interlocked.Increment(ref _cancelled);
        }
    }

    // waits without taking the result, so that the operation is struck off before it can be handed out again
    private async Task<Outcome> TakeAsync(PendingOperation operation, ValueTask<Outcome> wait)
    {
        var source = (IValueTaskSource<Outcome>)operation;
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var token = TokenOf(wait);
        source.OnCompleted(static state => ((TaskCompletionSource)state!).SetResult(), done, token, ValueTaskSourceOnCompletedFlags.None);
        await done.Task.WaitAsync(LaneRig.Bound);
        Assert.True(_inUse.TryRemove(operation, out _));
        return source.GetResult(token);
    }

    [System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = "_token")]
    private static extern ref short Token(ref ValueTask<Outcome> wait);

    private static short TokenOf(ValueTask<Outcome> wait) => Token(ref wait);
}
