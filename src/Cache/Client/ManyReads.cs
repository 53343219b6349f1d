using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Cache.Values;

namespace Discovery.Cache.Client;

/// <summary>
/// Reads many keys with nothing but their operations in flight: no task and no state machine for each. Keys that go to one node
/// follow each other onto its lane, and so share commands.
/// </summary>
[SuppressMessage("Reliability", "CA2012", Justification = "each is kept for the length of the call and awaited exactly once")]
internal sealed class ManyReads<T>(OperationSender sender, ValueCodec codec, OperationCall begun)
{
    private const int Window = 1024;
    private readonly Dictionary<string, CacheResult<T>> _results = new(StringComparer.Ordinal);
    private Exception? _failure;

    public async ValueTask<IReadOnlyDictionary<string, CacheResult<T>>> RunAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken)
    {
        _results.EnsureCapacity(keys.Count);
        var room = Math.Min(keys.Count, Window);
        var started = ArrayPool<ValueTask<Outcome>>.Shared.Rent(room);
        var outcomes = ArrayPool<Outcome>.Shared.Rent(room);
        try
        {
            for (var first = 0; first < keys.Count && _failure is null; first += Window)
                await ReadAsync(new Slice(keys, first, started, outcomes), cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<ValueTask<Outcome>>.Shared.Return(started, clearArray: true);
            ArrayPool<Outcome>.Shared.Return(outcomes, clearArray: true);
        }

        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        return _results;
    }

    // Every one that is started is awaited, whatever becomes of the others: its buffer is given back and nothing is left behind.
    // The last comes first: when it is there, so are those before it on its lane, and none of them is waited for.
    private async ValueTask ReadAsync(Slice slice, CancellationToken cancellationToken)
    {
        var call = sender.Next(begun);
        var count = 0;
        while (slice.First + count < slice.Keys.Count && count < Window && TryStart(call, slice.Keys[slice.First + count], cancellationToken) is { } operation)
            slice.Started[count++] = operation;
        for (var i = count - 1; i >= 0; i--)
            slice.Outcomes[i] = await EndAsync(slice.Started[i], call, slice.Keys[slice.First + i], cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < count; i++)
            Keep(slice.Keys[slice.First + i], slice.Outcomes[i]);
    }

    private ValueTask<Outcome>? TryStart(in OperationCall call, string key, CancellationToken cancellationToken)
    {
        try
        {
            return OperationSender.StartAsync(call, key, new Command { Kind = CommandKind.Get }, cancellationToken);
        }
        catch (Exception exception)
        {
            _failure ??= exception;
            return null;
        }
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<Outcome> EndAsync(ValueTask<Outcome> operation, OperationCall call, string key, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await operation.ConfigureAwait(false);
            return outcome.Failure is null
                ? outcome
                : await sender.AgainAsync(outcome, call, key, new Command { Kind = CommandKind.Get }, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // the keys come from the last to the first, so the first failure is the one that stays
            _failure = exception;
            return default;
        }
    }

    private void Keep(string key, Outcome outcome)
    {
        try
        {
            _results[key] = Results.Read<T>(codec, key, outcome);
        }
        catch (CacheValueException exception)
        {
            _failure ??= exception;
        }
    }

    /// <summary>The keys of one window, from the first, with room for what becomes of them.</summary>
    private readonly record struct Slice(IReadOnlyList<string> Keys, int First, ValueTask<Outcome>[] Started, Outcome[] Outcomes);
}
