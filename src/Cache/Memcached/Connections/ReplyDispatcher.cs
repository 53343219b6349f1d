using System.Buffers;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// Takes the bytes of a connection as they come, in any pieces, and gives each reply to the operation at the head of the ring.
/// Used by the reader alone.
/// </summary>
internal sealed class ReplyDispatcher(PendingRing ring, int maxValueBytes)
{
    private CompletionBatch? _batch;
    private PendingOperation? _current;
    private Reply _reply;
    private byte[]? _value;
    private int _filled;
    private bool _inValue;

    /// <summary>The part of a data block that is still to come, for a socket to receive into directly; empty when none is.</summary>
    public Memory<byte> RestOfValue => _inValue && _value is not null && _filled < _reply.ValueLength ? _value.AsMemory(_filled, _reply.ValueLength - _filled) : default;

    /// <summary>Takes what it can use.</summary>
    /// <returns>How many bytes were used; the rest must be given again with what follows.</returns>
    /// <exception cref="MemcachedProtocolException">The bytes are no reply, or not to what was asked.</exception>
    public int Consume(ReadOnlySpan<byte> bytes)
    {
        var used = 0;
        while (used < bytes.Length)
        {
            var taken = _inValue ? ConsumeValue(bytes[used..]) : ConsumeLine(bytes[used..]);
            if (taken == 0)
                break;
            used += taken;
        }

        return used;
    }

    /// <summary>Notes that bytes were received into <see cref="RestOfValue"/>.</summary>
    public void Advance(int count) => _filled += count;

    /// <summary>Wakes the callers of everything that was completed since the last time.</summary>
    public void Dispatch()
    {
        var batch = _batch;
        _batch = null;
        batch?.Dispatch();
    }

    /// <summary>Fails everything that still waits; called once, when the connection is closed.</summary>
    public void FailAll(Func<PendingOperation, CacheFailure> failure)
    {
        if (_value is not null)
            ArrayPool<byte>.Shared.Return(_value);
        _value = null;
        for (var operation = _current ?? ring.Pop(); operation is not null; operation = ring.Pop())
            Finish(operation, Outcome.Failed(failure(operation)));
        _current = null;
        Dispatch();
    }

    private int ConsumeLine(ReadOnlySpan<byte> bytes)
    {
        if (!ReplyReader.TryRead(bytes, out _reply, out var consumed))
            return 0;
        _current = ring.Pop() ?? throw new MemcachedProtocolException("the server sent a reply that nobody asked for");
        if (!_reply.Answers(_current.Command.Kind))
            throw new MemcachedProtocolException(_reply.Text is { } text ? $"the server refused: {text}" : $"the server answered {_current.Command.Kind} with {_reply.Kind}");
        if (_reply.Kind == ReplyKind.Value)
            StartValue();
        else
            FinishCurrent();
        return consumed;
    }

    private void StartValue()
    {
        if (_reply.ValueLength > maxValueBytes)
            throw new MemcachedProtocolException($"the server sent a value of {_reply.ValueLength} bytes; the limit Connections:MaxValueBytes is {maxValueBytes}");
        _inValue = true;
        _filled = 0;
        _value = _current!.IsAbandoned ? null : ArrayPool<byte>.Shared.Rent(_reply.ValueLength);
    }

    private int ConsumeValue(ReadOnlySpan<byte> bytes)
    {
        var missing = _reply.ValueLength - _filled;
        if (missing > 0)
        {
            var part = bytes[..Math.Min(missing, bytes.Length)];
            if (_value is not null)
                part.CopyTo(_value.AsSpan(_filled));
            _filled += part.Length;
            return part.Length;
        }

        if (bytes.Length < 2)
            return 0;
        if (bytes[0] != '\r' || bytes[1] != '\n')
            throw new MemcachedProtocolException("the server sent a value that is longer than it said");
        _inValue = false;
        FinishCurrent();
        return 2;
    }

    private void FinishCurrent()
    {
        Finish(_current!, new Outcome(_reply, _value, null));
        _current = null;
        _value = null;
    }

    private void Finish(PendingOperation operation, Outcome outcome)
    {
        if (operation.TryClaim(outcome))
        {
            (_batch ??= CompletionBatch.Rent()).Add(operation);
            return;
        }

        outcome.Release();
        operation.Bury();
    }
}
