namespace Discovery.Cache.Memcached.Connections;

/// <summary>What the lanes of one node share: its description, the options, the clock.</summary>
internal sealed class LaneContext(Node node, ConnectionOptions options, Func<TimeSpan> operationTimeout, OperationClock clock, NodeEnvironment environment)
{
    public Node Node { get; } = node;

    public ConnectionOptions Options { get; } = options;

    public OperationClock Clock { get; } = clock;

    public NodeEnvironment Environment { get; } = environment;

    public TimeProvider Time => Environment.Time;

    public CacheFailure TimedOut { get; } = new(
        CacheFailureReason.TimedOut, node.Name, "no reply within OperationTimeout");

    public CacheFailure Overloaded { get; } = new(
        CacheFailureReason.Overloaded, node.Name, "Connections:MaxInFlight or Connections:MaxQueuedBytes was reached and nothing left the queue in time")
    { NeverSent = true };

    /// <summary>
    /// A head of the queue without an answer for so long means that the connection is dead, whatever TCP says. Computed anew each
    /// time, since a reload may have made the time-out of operations longer.
    /// </summary>
    public TimeSpan StallTimeout => TimeSpan.FromTicks(Math.Max(2 * operationTimeout().Ticks, TimeSpan.TicksPerSecond));

    public CacheFailure Failure(CacheFailureReason reason, string message) => new(reason, Node.Name, message);
}
