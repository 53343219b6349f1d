using System.Numerics;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// The operations whose replies are still to come, in the order they were sent. One producer at a time (under the lane's gate),
/// one consumer (the reader); the clock looks without taking.
/// </summary>
internal sealed class PendingRing
{
    private readonly PendingOperation?[] _slots;
    private readonly int _mask;
    private long _head;
    private long _tail;

    public PendingRing(int capacity)
    {
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)capacity);
        _slots = new PendingOperation?[size];
        _mask = size - 1;
    }

    public int Count => (int)(Volatile.Read(ref _tail) - Volatile.Read(ref _head));

    public bool IsFull => Count >= _slots.Length;

    public void Push(PendingOperation operation)
    {
        _slots[_tail & _mask] = operation;
        Volatile.Write(ref _tail, _tail + 1);
    }

    public PendingOperation? Pop()
    {
        if (_head == Volatile.Read(ref _tail))
            return null;
        var operation = _slots[_head & _mask];
        _slots[_head & _mask] = null;
        Volatile.Write(ref _head, _head + 1);
        return operation;
    }

    public PendingOperation? Peek() => At(Volatile.Read(ref _head));

    public void CheckDeadlines(long now, CacheFailure timedOut)
    {
        var tail = Volatile.Read(ref _tail);
        for (var i = Volatile.Read(ref _head); i < tail; i++)
            At(i)?.CheckDeadline(now, timedOut);
    }

    private PendingOperation? At(long index) => Volatile.Read(ref _slots[index & _mask]);
}
