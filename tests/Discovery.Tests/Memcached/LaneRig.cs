using System.Text;
using System.Threading.Channels;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Discovery.Tests.Memcached;

/// <summary>One lane over scripted transports, by a clock that moves only when told to.</summary>
internal sealed class LaneRig : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly Channel<ScriptedTransport> _dialled = Channel.CreateUnbounded<ScriptedTransport>();
    private int _dials;

    /// <summary>Makes the rig.</summary>
    /// <param name="options">Null: no connect time-out, so that a lane has a timer only while it pauses.</param>
    /// <param name="time">Null: <see cref="Time"/>.</param>
    public LaneRig(ConnectionOptions? options = null, TimeProvider? time = null)
    {
        Dial = (_, _) => new ValueTask<Transport>(new ScriptedTransport());
        Clock = new OperationClock(time ?? Time);
        var environment = new NodeEnvironment(time ?? Time, () => Jitter, DialAsync, NullLogger.Instance);
        Context = new LaneContext(new Node("cache1", 11211), options ?? new ConnectionOptions { ConnectTimeout = Timeout.InfiniteTimeSpan }, () => OperationTimeout, Clock, environment);
    }

    public ManualTimeProvider Time { get; } = new();

    public double Jitter { get; set; } = 1;

    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>Makes the transport of a dial, given its number from 1.</summary>
    public Func<int, CancellationToken, ValueTask<Transport>> Dial { get; set; }

    public int Dials => Volatile.Read(ref _dials);

    public OperationClock Clock { get; }

    public LaneContext Context { get; }

    public Lane? Lane { get; private set; }

    public static async Task UntilAsync(Func<bool> condition)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition())
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Delay(1, bound.Token);
        }
    }

    public static string Text(Outcome outcome)
    {
        var text = outcome.Failure?.ToString() ?? Encoding.Latin1.GetString(outcome.Value.Span);
        outcome.Release();
        return text;
    }

    public Lane Start() => Lane = new Lane(Context);

    public static void AssertFailed(CacheFailureReason reason, bool neverSent, Outcome outcome) =>
        Assert.Equal((reason, neverSent), (outcome.Failure!.Reason, outcome.Failure.NeverSent));

    /// <summary>Starts the lane, if it has not been, and waits for its next connection.</summary>
    public async Task<ScriptedTransport> ConnectedAsync()
    {
        if (Lane is null)
            Start();
        var transport = await _dialled.Reader.ReadAsync().AsTask().WaitAsync(Bound);
        await UntilAsync(() => Lane!.State.Connection is { Poison: null } || transport.IsClosed);
        return transport;
    }

    public PendingOperation Operation(CommandKind kind, string key, string value = "", long? deadline = null)
    {
        var operation = OperationPool.Rent();
        operation.SetKey([], key);
        operation.Command = new Command { Kind = kind, Value = Encoding.Latin1.GetBytes(value), Delta = 1 };
        operation.Deadline = deadline ?? Context.Time.GetTimestamp() + (long)(OperationTimeout.TotalSeconds * Context.Time.TimestampFrequency);
        return operation;
    }

    public Task<Outcome> SendAsync(CommandKind kind, string key, string value = "", CancellationToken cancellationToken = default) =>
        Lane!.SendAsync(Operation(kind, key, value), cancellationToken).AsTask().WaitAsync(Bound, CancellationToken.None);

    public Task<Outcome> GetAsync(string key, CancellationToken cancellationToken = default) => SendAsync(CommandKind.GetVersioned, key, "", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (Lane is not null)
            await Lane.DisposeAsync().AsTask().WaitAsync(Bound);
        Clock.Dispose();
    }

    private async ValueTask<Transport> DialAsync(Node node, CancellationToken cancellationToken)
    {
        var transport = await Dial(Interlocked.Increment(ref _dials), cancellationToken);
        if (transport is ScriptedTransport scripted)
            _dialled.Writer.TryWrite(scripted);
        return transport;
    }
}
