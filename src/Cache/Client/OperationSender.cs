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

    /// <summary>The table for a call, waited for when there has been none; null when there is none in time.</summary>
    public ValueTask<RoutingTable?> TableAsync(CancellationToken cancellationToken) =>
        router.Table is { } table ? new ValueTask<RoutingTable?>(table) : FirstTableAsync(cancellationToken);

    public async ValueTask<Outcome> ExecuteAsync(string key, Command command, CancellationToken cancellationToken) =>
        await ExecuteAsync(await TableAsync(cancellationToken).ConfigureAwait(false), key, command, cancellationToken).ConfigureAwait(false);

    /// <summary>Executes by a table the caller has taken.</summary>
    public async ValueTask<Outcome> ExecuteAsync(RoutingTable? table, string key, Command command, CancellationToken cancellationToken)
    {
        var now = settings();
        var deadline = Deadline(now.OperationTimeout);
        var outcome = await StartAsync(table, now, key, command, deadline, cancellationToken).ConfigureAwait(false);
        // a connection that breaks takes along what was on it: reads, and what was never sent, may go again, once
        return outcome.Failure is { Reason: CacheFailureReason.ConnectionLost } failure && (failure.NeverSent || command.IsRead)
            ? await StartAsync(router.Table, now, key, command, deadline, cancellationToken).ConfigureAwait(false)
            : outcome;
    }

    /// <summary>Executes a command that has no key on one node.</summary>
    public ValueTask<Outcome> ExecuteAsync(MemcachedNode node, Command command, CancellationToken cancellationToken)
    {
        var operation = OperationPool.Rent();
        operation.Command = command;
        operation.Deadline = Deadline(settings().OperationTimeout);
        operation.ClearKey();
        return node.SendAsync(operation, 0, cancellationToken);
    }

    private static ValueTask<Outcome> StartAsync(RoutingTable? table, CacheSettings now, string key, in Command command, long deadline, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var operation = OperationPool.Rent();
        try
        {
            operation.SetKey(now.KeyPrefix, key);
        }
        catch
        {
            operation.Discard();
            throw;
        }

        if (table is null)
        {
            operation.Discard();
            return new ValueTask<Outcome>(Outcome.Failed(NoNodes));
        }

        operation.Command = command;
        operation.Deadline = deadline;
        var hash = KetamaRing.Hash(operation.Key);
        return table.NodeFor(hash).SendAsync(operation, hash, cancellationToken);
    }

    private async ValueTask<RoutingTable?> FirstTableAsync(CancellationToken cancellationToken)
    {
        try
        {
            await router.First.WaitAsync(settings().OperationTimeout, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return null;
        }

        return router.Table;
    }

    private long Deadline(TimeSpan timeout) => time.GetTimestamp() + (long)(timeout.TotalSeconds * time.TimestampFrequency);
}
