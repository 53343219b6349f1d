using System.Collections.Concurrent;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// Operations that one received buffer completed. One work item for all of them costs a third of one for each. A caller that
/// blocks in its continuation holds up the rest of its batch, and for ever if it blocks on one of them; so the clock looks
/// after a batch of several and sends a second thread when the first does not move.
/// </summary>
internal sealed class CompletionBatch : IThreadPoolWorkItem
{
    private const int PooledBatches = 64;
    private static readonly ConcurrentQueue<CompletionBatch> Pool = new();
    private readonly List<PendingOperation> _operations = [];
    private int _next;
    private int _runners;
    private int _epoch;

    /// <summary>Changes when the batch is over and may be used again.</summary>
    public int Epoch => Volatile.Read(ref _epoch);

    /// <summary>Whether an operation has not been started.</summary>
    public bool HasWaiting => Started < _operations.Count;

    /// <summary>How many operations have been started.</summary>
    public int Started => Volatile.Read(ref _next);

    public static CompletionBatch Rent() => Pool.TryDequeue(out var batch) ? batch : new CompletionBatch();

    public void Add(PendingOperation operation) => _operations.Add(operation);

    public void Dispatch(OperationClock clock)
    {
        Volatile.Write(ref _runners, 1);
        if (_operations.Count > 1)
            clock.Watch(this);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Sends another thread, unless the batch is over.</summary>
    public void Help()
    {
        int runners;
        do
        {
            runners = Volatile.Read(ref _runners);
            if (runners == 0)
                return;
        }
        while (Interlocked.CompareExchange(ref _runners, runners + 1, runners) != runners);
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    public void Execute()
    {
        int index;
        while ((index = Interlocked.Increment(ref _next) - 1) < _operations.Count)
            _operations[index].Complete();
        if (Interlocked.Decrement(ref _runners) == 0)
            Recycle();
    }

    private void Recycle()
    {
        _operations.Clear();
        _next = 0;
        Volatile.Write(ref _epoch, _epoch + 1);
        if (Pool.Count < PooledBatches)
            Pool.Enqueue(this);
    }
}
