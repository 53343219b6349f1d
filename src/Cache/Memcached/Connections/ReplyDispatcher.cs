using System.Buffers;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// Takes the bytes of a connection as they come, in any pieces, and gives each reply to the operation at the head of the ring.
/// Used by the reader alone. An operation leaves the ring with the last byte of its reply, so that the clock still sees one
/// whose value stops half-way.
/// </summary>
internal sealed class ReplyDispatcher(PendingRing ring, LaneContext context)
{
    private CompletionBatch? _batch;
    private Reply _reply;
    private byte[]? _value;
    private int _filled;
    private bool _inValue;

    // the last value of a classic retrieval has come, its END has not
    private bool _owesEnd;

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
        batch?.Dispatch(context.Clock);
    }

    /// <summary>Fails everything that still waits, telling of each whether it was the first; called once, when the connection is closed.</summary>
    public void FailAll(Func<PendingOperation, bool, CacheFailure> failure)
    {
        if (_value is not null)
            ArrayPool<byte>.Shared.Return(_value);
        _value = null;
        for (var first = true; ring.Pop() is { } operation; first = false)
            Finish(operation, Outcome.Failed(failure(operation, first)));
        Dispatch();
    }

    private int ConsumeLine(ReadOnlySpan<byte> bytes)
    {
        if (!ReplyReader.TryRead(bytes, out _reply, out var consumed))
            return 0;
        if (_owesEnd)
        {
            if (_reply.Kind != ReplyKind.End)
                throw new MemcachedProtocolException("the server sent more than it was asked for");
            _owesEnd = false;
            return consumed;
        }

        var operation = ring.Peek() ?? throw new MemcachedProtocolException("the server sent a reply that nobody asked for");
        if (operation.IsRetrieval)
            AnswerRetrieval(operation, bytes.Slice(_reply.KeyStart, _reply.KeyLength));
        else if (!_reply.Answers(operation.Command.Kind))
            throw Mismatch(operation);
        else if (_reply.Kind == ReplyKind.Value)
            StartValue(operation);
        else
            FinishHead();
        return consumed;
    }

    private void AnswerRetrieval(PendingOperation operation, ReadOnlySpan<byte> key)
    {
        switch (_reply.Kind)
        {
            case ReplyKind.Done or ReplyKind.NotFound when operation.LeadingLines > 0:
                operation.LeadingLines--;
                break;
            case ReplyKind.Value when operation.LeadingLines == 0:
                StartValue(SkipTo(key, operation));
                break;
            case ReplyKind.End or ReplyKind.ServerError when operation.LeadingLines == 0:
                FinishRetrieval();
                break;
            default:
                throw Mismatch(operation);
        }
    }

    // the server answers in the order of the keys and leaves out what it does not have
    private PendingOperation SkipTo(ReadOnlySpan<byte> key, PendingOperation operation)
    {
        while (!key.SequenceEqual(operation.Key))
        {
            if (operation.EndsRetrieval)
                throw new MemcachedProtocolException("the server sent the value of a key that was not asked for");
            Finish(ring.Pop()!, new Outcome(new Reply { Kind = ReplyKind.Miss }, null, null));
            operation = ring.Peek()!;
        }

        return operation;
    }

    private void FinishRetrieval()
    {
        if (_reply.Kind == ReplyKind.End)
            _reply.Kind = ReplyKind.Miss;
        bool isLast;
        do
        {
            isLast = ring.Peek()!.EndsRetrieval;
            FinishHead();
        }
        while (!isLast);
        _owesEnd = false;
    }

    private MemcachedProtocolException Mismatch(PendingOperation operation) =>
        new(_reply.Text is { } text ? $"the server refused: {text}" : $"the server answered {operation.Command.Kind} with {_reply.Kind}");

    private void StartValue(PendingOperation operation)
    {
        if (_reply.ValueLength > context.Options.MaxValueBytes)
            throw new MemcachedProtocolException($"the server sent a value of {_reply.ValueLength} bytes; the limit Connections:MaxValueBytes is {context.Options.MaxValueBytes}");
        _value = operation.IsAbandoned ? null : ArrayPool<byte>.Shared.Rent(_reply.ValueLength);
        _filled = 0;
        _inValue = true;
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
        FinishHead();
        return 2;
    }

    private void FinishHead()
    {
        var outcome = _reply.Kind == ReplyKind.ServerError
            ? Outcome.Failed(context.Failure(CacheFailureReason.ServerError, _reply.Text ?? "the server refused"))
            : new Outcome(_reply, _value, null);
        _value = null;
        var operation = ring.Pop()!;
        _owesEnd = operation is { IsRetrieval: true, EndsRetrieval: true } && _reply.Kind == ReplyKind.Value;
        Finish(operation, outcome);
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
