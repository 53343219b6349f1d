using System.Collections.Concurrent;

namespace Discovery.Load.Targets.Raw;

/// <summary>What one received buffer completed, dispatched as one work item.</summary>
internal sealed class RawBatch : IThreadPoolWorkItem
{
    private static readonly ConcurrentQueue<RawBatch> Pool = new();
    private RawOperation[] _operations = new RawOperation[256];
    private int _count;

    public int Count => _count;

    public static RawBatch Rent() => Pool.TryDequeue(out var batch) ? batch : new RawBatch();

    public void Add(RawOperation operation)
    {
        if (_count == _operations.Length)
            Array.Resize(ref _operations, _count * 2);
        _operations[_count++] = operation;
    }

    public void Execute()
    {
        foreach (var operation in _operations.AsSpan(0, _count))
            operation.Complete();
        _count = 0;
        Pool.Enqueue(this);
    }
}
