using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>What a node takes from outside: the clock, randomness for backoff, how to dial, where to log.</summary>
internal sealed record NodeEnvironment(
    TimeProvider Time,
    Func<double> Random,
    Func<Node, CancellationToken, ValueTask<Transport>> Dial,
    ILogger Logger)
{
    /// <summary>Called when a node turns out to be down or stalled, so that somebody may ask whether it is still listed.</summary>
    public Action Complain { get; init; } = static () => { };
}
