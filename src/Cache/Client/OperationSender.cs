using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using Discovery.Cache.Routing;

namespace Discovery.Cache.Client;

/// <summary>Takes a command to the node that owns its key and brings the outcome back, within one deadline for everything.</summary>
internal sealed class OperationSender(Router router, TimeProvider time, Func<CacheSettings> settings)
{
    private static readonly CacheFailure NoNodes = new(
        CacheFailureReason.NoNodes, null, "no node is known yet: no source has answered and no file has a list")
    { NeverSent = true };

    public CacheSettings Settings => settings();

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>Begins a call: the deadline runs from here, also while the first table is waited for.</summary>
    public ValueTask<OperationCall> BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var now = settings();
        var call = new OperationCall(router.Table, now, Deadline(now));
        return call.Table is null ? WaitForTableAsync(call, cancellationToken) : new ValueTask<OperationCall>(call);
    }

    /// <summary>Begins a call for one key, which is checked before anything is waited for.</summary>
    public ValueTask<OperationCall> BeginAsync(string key, CancellationToken cancellationToken)
    {
        if (router.Table is null)
            KeyRules.Check(settings().KeyPrefix, key);
        return BeginAsync(cancellationToken);
    }

    /// <summary>The same call for the next of many keys, with a time-out of its own.</summary>
    public OperationCall Next(in OperationCall call) => call with { Deadline = Deadline(call.Settings) };

    /// <summary>What to do with a failed outcome: the same once more where that is safe, otherwise nothing.</summary>
    public ValueTask<Outcome> AgainAsync(Outcome outcome, OperationCall call, string key, Command command, CancellationToken cancellationToken) =>
        Retry(outcome.Failure!, command.IsRead, call) is { } again
            ? StartAsync(again, key, command, cancellationToken)
            : new ValueTask<Outcome>(outcome);

    /// <summary>Executes a command that has no key on one node.</summary>
    public static ValueTask<Outcome> ExecuteAsync(MemcachedNode node, OperationCall call, Command command, CancellationToken cancellationToken)
    {
        var operation = OperationPool.Rent();
        operation.Command = command;
        operation.Deadline = call.Deadline;
        operation.ClearKey();
        return node.SendAsync(operation, 0, cancellationToken);
    }

    // A connection that breaks takes along what was on it: reads, and what was never sent, may go again, once and by the same
    // table. A node that was taken away has given its keys to others: those of the table of now.
    private OperationCall? Retry(CacheFailure failure, bool isRead, in OperationCall call) => failure.Reason switch
    {
        CacheFailureReason.ConnectionLost when failure.NeverSent || isRead => call,
        CacheFailureReason.Protocol when failure.NeverSent => call,
        CacheFailureReason.Disposed when (failure.NeverSent || isRead) && router.Table is { } table && table != call.Table => call with { Table = table },
        _ => null,
    };

    /// <summary>Sends a command to the node that owns its key.</summary>
    public static ValueTask<Outcome> StartAsync(in OperationCall call, string key, in Command command, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = OperationPool.Rent();
        try
        {
            operation.SetKey(call.Settings.KeyPrefix, key);
        }
        catch
        {
            operation.Discard();
            throw;
        }

        if (call.Table is null)
        {
            operation.Discard();
            return new ValueTask<Outcome>(Outcome.Failed(NoNodes));
        }

        operation.Command = command;
        operation.Deadline = call.Deadline;
        var hash = KetamaRing.Hash(operation.Key);
        return call.Table.NodeFor(hash).SendAsync(operation, hash, cancellationToken);
    }

    private async ValueTask<OperationCall> WaitForTableAsync(OperationCall call, CancellationToken cancellationToken)
    {
        try
        {
            await router.First.WaitAsync(call.Settings.OperationTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return call;
        }

        return call with { Table = router.Table };
    }

    private long Deadline(CacheSettings now) => time.GetTimestamp() + (long)(now.OperationTimeout.TotalSeconds * time.TimestampFrequency);
}
