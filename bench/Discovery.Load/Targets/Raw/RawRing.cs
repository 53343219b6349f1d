namespace Discovery.Load.Targets.Raw;

/// <summary>What was sent and not yet answered, in order: pushed by the one flush, popped by the one reader.</summary>
internal sealed class RawRing
{
    private const int Slots = 1 << 16; // far more than there are callers
    private readonly RawOperation?[] _slots = new RawOperation?[Slots];
    private int _head;
    private int _tail;

    public int Count => Volatile.Read(ref _tail) - Volatile.Read(ref _head);

    public RawOperation Head => _slots[_head & (Slots - 1)] ?? throw new IOException("the server answered what nobody asked");

    public void Push(RawOperation operation)
    {
        _slots[_tail & (Slots - 1)] = operation;
        Volatile.Write(ref _tail, _tail + 1);
    }

    public RawOperation Pop()
    {
        var operation = Head;
        _slots[_head & (Slots - 1)] = null;
        Volatile.Write(ref _head, _head + 1);
        return operation;
    }
}
