using System.Runtime.CompilerServices;
using System.Text;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Cache.Routing;
using Discovery.Cache.Values;

namespace Discovery.Cache.Client;

/// <inheritdoc cref="ICacheClient"/>
internal sealed class CacheClient(OperationSender sender, ValueCodec codec) : ICacheClient
{
    public ValueTask<CacheResult<T>> GetAsync<T>(string key, CancellationToken cancellationToken = default) =>
        ReadAsync<T>(key, new Command { Kind = CommandKind.Get }, cancellationToken);

    public ValueTask<CacheResult<T>> GetVersionedAsync<T>(string key, CancellationToken cancellationToken = default) =>
        ReadAsync<T>(key, new Command { Kind = CommandKind.GetVersioned }, cancellationToken);

    public ValueTask<CacheResult<T>> GetAndTouchAsync<T>(string key, TimeSpan expiration, CancellationToken cancellationToken = default) =>
        ReadAsync<T>(key, new Command { Kind = CommandKind.GetAndTouch, Expiry = Expiry.ToWire(expiration, sender.Now) }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, CacheResult<T>>> GetManyAsync<T>(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        var distinct = ManyKeys.Distinct(keys, sender.Settings.KeyPrefix);
        var call = await sender.BeginAsync(cancellationToken).ConfigureAwait(false);
        return await new ManyReads<T>(sender, codec, call).RunAsync(distinct, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<CacheWriteResult> SetAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        StoreAsync(key, value, new Command { Kind = CommandKind.Set, Expiry = ExpiryOf(options) }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> SetManyAsync<T>(
        IEnumerable<KeyValuePair<string, T>> entries, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(entries);
        var last = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (key, value) in entries)
        {
            KeyRules.Check(sender.Settings.KeyPrefix, key);
            last[key] = value;
        }

        var call = await sender.BeginAsync(cancellationToken).ConfigureAwait(false);
        var command = new Command { Kind = CommandKind.Set, Expiry = ExpiryOf(options) };
        return await ManyKeys.RunAsync(last, (key, value) =>
            StoreAsync(new ValueTask<OperationCall>(sender.Next(call)), key, value, command, cancellationToken)).ConfigureAwait(false);
    }

    public ValueTask<CacheWriteResult> AddAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        StoreAsync(key, value, new Command { Kind = CommandKind.Add, Expiry = ExpiryOf(options) }, cancellationToken);

    public ValueTask<CacheWriteResult> ReplaceAsync<T>(string key, T value, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        StoreAsync(key, value, new Command { Kind = CommandKind.Replace, Expiry = ExpiryOf(options) }, cancellationToken);

    public ValueTask<CacheWriteResult> CompareAndSetAsync<T>(string key, T value, ulong version, CacheEntryOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(version);
        return StoreAsync(key, value, new Command { Kind = CommandKind.CompareAndSet, Version = version, Expiry = ExpiryOf(options) }, cancellationToken);
    }

    public ValueTask<CacheWriteResult> AppendAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        WriteAsync(key, new Command { Kind = CommandKind.Append, Value = bytes }, cancellationToken);

    public ValueTask<CacheWriteResult> PrependAsync(string key, ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        WriteAsync(key, new Command { Kind = CommandKind.Prepend, Value = bytes }, cancellationToken);

    public ValueTask<CacheWriteResult> RemoveAsync(string key, CancellationToken cancellationToken = default) =>
        WriteAsync(key, new Command { Kind = CommandKind.Remove }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> RemoveManyAsync(IEnumerable<string> keys, CancellationToken cancellationToken = default)
    {
        var distinct = ManyKeys.Distinct(keys, sender.Settings.KeyPrefix);
        var call = await sender.BeginAsync(cancellationToken).ConfigureAwait(false);
        return await ManyKeys.RunAsync([.. distinct.Select(key => KeyValuePair.Create(key, true))], (key, _) =>
            WriteAsync(new ValueTask<OperationCall>(sender.Next(call)), key, new Command { Kind = CommandKind.Remove }, cancellationToken)).ConfigureAwait(false);
    }

    public ValueTask<CacheWriteResult> TouchAsync(string key, TimeSpan expiration, CancellationToken cancellationToken = default) =>
        WriteAsync(key, new Command { Kind = CommandKind.Touch, Expiry = Expiry.ToWire(expiration, sender.Now) }, cancellationToken);

    public ValueTask<CacheResult<ulong>> IncrementAsync(string key, ulong delta = 1, ulong? initial = null, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        CountAsync(key, new Command { Kind = CommandKind.Increment, Delta = delta, Initial = initial, Expiry = ExpiryOf(options) }, cancellationToken);

    public ValueTask<CacheResult<ulong>> DecrementAsync(string key, ulong delta = 1, ulong? initial = null, CacheEntryOptions? options = null, CancellationToken cancellationToken = default) =>
        CountAsync(key, new Command { Kind = CommandKind.Decrement, Delta = delta, Initial = initial, Expiry = ExpiryOf(options) }, cancellationToken);

    public async ValueTask<IReadOnlyDictionary<string, CacheWriteResult>> ClearAsync(CancellationToken cancellationToken = default)
    {
        var call = await sender.BeginAsync(cancellationToken).ConfigureAwait(false);
        var nodes = call.Table?.Nodes.Select(node => KeyValuePair.Create(node.Node.Name, node)).ToArray() ?? [];
        return await ManyKeys.RunAsync(nodes, async (_, node) =>
            Results.Written(await OperationSender.ExecuteAsync(node, call, new Command { Kind = CommandKind.FlushAll }, cancellationToken).ConfigureAwait(false))).ConfigureAwait(false);
    }

    public async ValueTask<KeyExplanation?> ExplainAsync(string key, CancellationToken cancellationToken = default)
    {
        var bytes = new byte[KeyRules.MaxBytes];
        var length = KeyRules.Encode(sender.Settings.KeyPrefix, key, bytes);
        var call = await sender.BeginAsync(cancellationToken).ConfigureAwait(false);
        return call.Table is { } table ? Explain(table, bytes.AsSpan(0, length)) : null;
    }

    private static KeyExplanation Explain(RoutingTable table, ReadOnlySpan<byte> key)
    {
        var hash = KetamaRing.Hash(key);
        return new KeyExplanation(
            Encoding.UTF8.GetString(key), hash, table.Ring.PointFor(hash), table.Set.Nodes[table.Ring.Find(hash)], table.Generation, table.Set.Fingerprint);
    }

    private ValueTask<CacheResult<T>> ReadAsync<T>(string key, in Command command, CancellationToken cancellationToken) =>
        ReadAsync<T>(sender.BeginAsync(key, cancellationToken), key, command, cancellationToken);

    private ValueTask<CacheWriteResult> WriteAsync(string key, in Command command, CancellationToken cancellationToken) =>
        WriteAsync(sender.BeginAsync(key, cancellationToken), key, command, cancellationToken);

    private ValueTask<CacheWriteResult> StoreAsync<T>(string key, T value, in Command command, CancellationToken cancellationToken) =>
        StoreAsync(sender.BeginAsync(key, cancellationToken), key, value, command, cancellationToken);

    // one state machine for the whole way of an operation, and that one pooled: it is all that an operation would allocate
    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheResult<T>> ReadAsync<T>(ValueTask<OperationCall> begun, string key, Command command, CancellationToken cancellationToken)
    {
        var call = await begun.ConfigureAwait(false);
        var outcome = await OperationSender.StartAsync(call, key, command, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null)
            outcome = await sender.AgainAsync(outcome, call, key, command, cancellationToken).ConfigureAwait(false);
        return Results.Read<T>(codec, key, outcome);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheWriteResult> WriteAsync(ValueTask<OperationCall> begun, string key, Command command, CancellationToken cancellationToken)
    {
        var call = await begun.ConfigureAwait(false);
        var outcome = await OperationSender.StartAsync(call, key, command, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null)
            outcome = await sender.AgainAsync(outcome, call, key, command, cancellationToken).ConfigureAwait(false);
        return Results.Written(outcome);
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<CacheWriteResult> StoreAsync<T>(ValueTask<OperationCall> begun, string key, T value, Command command, CancellationToken cancellationToken)
    {
        var call = await begun.ConfigureAwait(false);
        var scratch = Scratch.Rent();
        try
        {
            command.Value = codec.Encode(key, value, scratch, out command.Flags);
            var outcome = await OperationSender.StartAsync(call, key, command, cancellationToken).ConfigureAwait(false);
            if (outcome.Failure is not null)
                outcome = await sender.AgainAsync(outcome, call, key, command, cancellationToken).ConfigureAwait(false);
            return Results.Written(outcome);
        }
        finally
        {
            Scratch.Return(scratch);
        }
    }

    private async ValueTask<CacheResult<ulong>> CountAsync(string key, Command command, CancellationToken cancellationToken)
    {
        var result = await CountOnceAsync(key, command, cancellationToken).ConfigureAwait(false);
        if (command.Initial is not { } initial || result.Status != CacheStatus.Miss)
            return result;
        // classic text knows no initial value; whoever loses the race to add it counts on from the winner's
        var added = await StoreAsync(key, initial, new Command { Kind = CommandKind.Add, Expiry = command.Expiry }, cancellationToken).ConfigureAwait(false);
        return added.Status switch
        {
            CacheWriteStatus.Done => CacheResult<ulong>.Hit(initial, 0),
            CacheWriteStatus.Unavailable => CacheResult<ulong>.Unavailable(added.Failure!),
            _ => await CountOnceAsync(key, command, cancellationToken).ConfigureAwait(false),
        };
    }

    private async ValueTask<CacheResult<ulong>> CountOnceAsync(string key, Command command, CancellationToken cancellationToken)
    {
        var call = await sender.BeginAsync(key, cancellationToken).ConfigureAwait(false);
        var outcome = await OperationSender.StartAsync(call, key, command, cancellationToken).ConfigureAwait(false);
        if (outcome.Failure is not null)
            outcome = await sender.AgainAsync(outcome, call, key, command, cancellationToken).ConfigureAwait(false);
        return Results.Count(key, outcome);
    }

    private int ExpiryOf(CacheEntryOptions? options) =>
        Expiry.ToWire(options?.Expiration ?? sender.Settings.DefaultExpiration, sender.Now);
}
