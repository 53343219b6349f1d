using System.Collections.Concurrent;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// Operations that one received buffer completed. One work item for all of them costs a third of one for each; a caller that
/// blocks in its continuation holds up the rest of its batch only.
/// </summary>
internal sealed class CompletionBatch : IThreadPoolWorkItem
{
    private const int PooledBatches = 64;
    private static readonly ConcurrentQueue<CompletionBatch> Pool = new();
    private readonly List<PendingOperation> _operations = [];

    public static CompletionBatch Rent() => Pool.TryDequeue(out var batch) ? batch : new CompletionBatch();

    public void Add(PendingOperation operation) => _operations.Add(operation);

    public void Dispatch() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    public void Execute()
    {
        foreach (var operation in _operations)
            operation.Complete();
        _operations.Clear();
        if (Pool.Count < PooledBatches)
            Pool.Enqueue(this);
    }
}
