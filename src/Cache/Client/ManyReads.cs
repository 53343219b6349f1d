using System.Buffers;
using System.Diagnostics.CodeAnalysis;
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
        var started = ArrayPool<ValueTask<Outcome>>.Shared.Rent(Math.Min(keys.Count, Window));
        try
        {
            for (var first = 0; first < keys.Count && _failure is null; first += Window)
                await ReadAsync(keys, first, started, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<ValueTask<Outcome>>.Shared.Return(started, clearArray: true);
        }

        if (_failure is not null)
            ExceptionDispatchInfo.Throw(_failure);
        return _results;
    }

    private async ValueTask ReadAsync(IReadOnlyList<string> keys, int first, ValueTask<Outcome>[] started, CancellationToken cancellationToken)
    {
        var call = sender.Next(begun);
        var count = 0;
        // every one that is started is awaited, whatever becomes of the others: its buffer is given back and nothing is left behind
        while (first + count < keys.Count && count < Window && TryStart(call, keys[first + count], cancellationToken) is { } operation)
            started[count++] = operation;
        for (var i = 0; i < count; i++)
            await TakeAsync(started[i], call, keys[first + i], cancellationToken).ConfigureAwait(false);
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

    private async ValueTask TakeAsync(ValueTask<Outcome> operation, OperationCall call, string key, CancellationToken cancellationToken)
    {
        try
        {
            var outcome = await operation.ConfigureAwait(false);
            if (outcome.Failure is not null)
                outcome = await sender.AgainAsync(outcome, call, key, new Command { Kind = CommandKind.Get }, cancellationToken).ConfigureAwait(false);
            _results[key] = Results.Read<T>(codec, key, outcome);
        }
        catch (Exception exception)
        {
            _failure ??= exception;
        }
    }
}
