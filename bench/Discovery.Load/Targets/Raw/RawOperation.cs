using System.Buffers;
using System.Threading.Tasks.Sources;

namespace Discovery.Load.Targets.Raw;

/// <summary>One operation on its way. Its result is the value; of a set or a get into a buffer, whether it was done.</summary>
internal sealed class RawOperation : IValueTaskSource<byte[]?>, IValueTaskSource<bool>
{
    private ManualResetValueTaskSourceCore<byte[]?> _core;

    public RawKind Kind { get; set; }

    public string Key { get; set; } = "";

    public byte[]? Value { get; set; }

    public IBufferWriter<byte>? Into { get; set; }

    public string[] Keys { get; set; } = [];

    public byte[]?[] Values { get; set; } = [];

    /// <summary>How far the reader is in <see cref="Keys"/>.</summary>
    public int Position { get; set; }

    /// <summary>Whether it is the last key of its command.</summary>
    public bool EndsCommand { get; set; }

    public bool Done { get; set; }

    public short Version => _core.Version;

    public void Complete() => _core.SetResult(Kind == RawKind.Get ? Value : null);

    byte[]? IValueTaskSource<byte[]?>.GetResult(short token)
    {
        var value = _core.GetResult(token);
        RawOperations.Return(this);
        return value;
    }

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        var done = Done;
        RawOperations.Return(this);
        return done;
    }

    ValueTaskSourceStatus IValueTaskSource<byte[]?>.GetStatus(short token) => _core.GetStatus(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _core.GetStatus(token);

    void IValueTaskSource<byte[]?>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _core.OnCompleted(continuation, state, token, flags);

    public void Reset()
    {
        _core.Reset();
        Value = null;
        Into = null;
        Done = false;
    }
}
