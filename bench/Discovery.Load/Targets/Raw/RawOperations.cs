namespace Discovery.Load.Targets.Raw;

/// <summary>Finished operations. A caller that goes on takes the next where it gave back the last, so each thread has its own.</summary>
internal static class RawOperations
{
    private const int Kept = 1024;

    [ThreadStatic]
    private static Stack<RawOperation>? _own;

    public static RawOperation Rent(RawKind kind)
    {
        var operation = (_own ??= new Stack<RawOperation>(Kept)).TryPop(out var kept) ? kept : new RawOperation();
        operation.Kind = kind;
        return operation;
    }

    public static void Return(RawOperation operation)
    {
        operation.Reset();
        var own = _own ??= new Stack<RawOperation>(Kept);
        if (own.Count < Kept)
            own.Push(operation);
    }
}
