using System.Collections.Concurrent;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>Keeps finished operations for reuse: one for each thread, the rest in a bounded queue.</summary>
internal static class OperationPool
{
    private const int Capacity = 8192;
    private static readonly ConcurrentQueue<PendingOperation> Shared = new();

    [ThreadStatic]
    private static PendingOperation? _own;

    private static int _count;

    public static PendingOperation Rent()
    {
        if (_own is { } own)
        {
            _own = null;
            return own;
        }

        if (!Shared.TryDequeue(out var operation))
            return new PendingOperation();
        Interlocked.Decrement(ref _count);
        return operation;
    }

    public static void Return(PendingOperation operation)
    {
        if (_own is null)
            _own = operation;
        else if (Interlocked.Increment(ref _count) <= Capacity)
            Shared.Enqueue(operation);
        else
            Interlocked.Decrement(ref _count);
    }
}
