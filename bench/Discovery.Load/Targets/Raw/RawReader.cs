using System.Text;

namespace Discovery.Load.Targets.Raw;

/// <summary>
/// Takes replies off a received buffer, <c>VALUE key flags length</c>, <c>END</c>, <c>HD</c> and <c>STORED</c>, and matches them
/// with the ring: of a multi-key get, what is passed over was a miss.
/// </summary>
internal sealed class RawReader(RawRing ring)
{
    private const int DirectBytes = 4096;
    private const int LargeBytes = 8192;
    private const int LargeBatch = 8;
    private RawBatch? _batch;
    private RawOperation? _large;
    private int _skip;
    private bool _commandMatched;

    /// <summary>The rest of a large value, for the socket to receive into; empty when there is none.</summary>
    public Memory<byte> Missing { get; private set; }

    /// <summary>Whether values are so large that taking them through the buffer costs more than a second receive.</summary>
    public bool ValuesAreLarge { get; private set; }

    /// <summary>Notes that so much of <see cref="Missing"/> was received.</summary>
    public void Advance(int count)
    {
        Missing = Missing[count..];
        if (!Missing.IsEmpty)
            return;
        Finish(_large!);
        _skip = 2;
    }

    /// <summary>Takes all whole replies and returns how many bytes they were.</summary>
    public int Consume(ReadOnlySpan<byte> bytes)
    {
        var used = Math.Min(_skip, bytes.Length);
        _skip -= used;
        while (used < bytes.Length && Missing.IsEmpty)
        {
            var taken = ConsumeReply(bytes[used..]);
            if (taken == 0)
                break;
            used += taken;
        }

        return used;
    }

    /// <summary>Completes what has been read; of large values only when there are some, unless nothing follows at once.</summary>
    public void Dispatch(bool nothingFollows)
    {
        if (_batch is not { } batch || (ValuesAreLarge && !nothingFollows && batch.Count < LargeBatch))
            return;
        _batch = null;
        ThreadPool.UnsafeQueueUserWorkItem(batch, preferLocal: false);
    }

    private int ConsumeReply(ReadOnlySpan<byte> bytes)
    {
        switch (bytes[0])
        {
            case (byte)'V':
                return ConsumeValue(bytes);
            case (byte)'E' when bytes.Length < 5:
            case (byte)'H' when bytes.Length < 4:
            case (byte)'S' when bytes.Length < 8:
                return 0;
            case (byte)'E' when bytes.StartsWith("END\r\n"u8):
                EndCommand();
                return 5;
            case (byte)'H' when bytes.StartsWith("HD\r\n"u8):
                FinishSet();
                return 4;
            case (byte)'S' when bytes.StartsWith("STORED\r\n"u8):
                FinishSet();
                return 8;
            default:
                throw new IOException($"the server said: {Encoding.ASCII.GetString(bytes[..Math.Min(bytes.Length, 100)])}");
        }
    }

    private int ConsumeValue(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf((byte)'\n');
        if (end < 0)
            return 0;
        var length = Length(bytes[..(end - 1)]);
        ValuesAreLarge = length >= LargeBytes;
        var there = bytes.Length - end - 1;
        if (there < length + 2 && length < DirectBytes)
            return 0;
        var operation = Match(bytes);
        var target = Target(operation, length);
        var whole = there >= length + 2;
        bytes.Slice(end + 1, whole ? length : Math.Min(length, there)).CopyTo(target.Span);
        if (whole)
        {
            Finish(operation);
            return end + 1 + length + 2;
        }

        _large = operation;
        Missing = target[Math.Min(length, there)..];
        if (Missing.IsEmpty)
            Advance(0);
        _skip -= Math.Max(0, there - length);
        return bytes.Length;
    }

    // digits up to the end of the line
    private static int Length(ReadOnlySpan<byte> line)
    {
        var length = 0;
        var scale = 1;
        for (var i = line.Length - 1; line[i] != ' '; i--, scale *= 10)
            length += (line[i] - '0') * scale;
        return length;
    }

    private RawOperation Match(ReadOnlySpan<byte> bytes)
    {
        var head = ring.Head;
        if (head.Kind == RawKind.GetMany)
        {
            while (!IsKey(bytes, head.Keys[head.Position]))
                head.Values[head.Position++] = null;
            return head;
        }

        while (!IsKey(bytes, head.Key))
        {
            if (head.EndsCommand)
                throw new IOException("the server answered with a key that nobody asked for");
            Add(ring.Pop());
            head = ring.Head;
        }

        _commandMatched = head.EndsCommand;
        return ring.Pop();
    }

    private static bool IsKey(ReadOnlySpan<byte> bytes, string key) =>
        bytes.Length > key.Length + 6 && bytes[key.Length + 6] == ' ' && Ascii.Equals(bytes.Slice(6, key.Length), key);

    private static Memory<byte> Target(RawOperation operation, int length)
    {
        if (operation.Into is { } into)
        {
            var memory = into.GetMemory(length)[..length];
            into.Advance(length);
            return memory;
        }

        return (operation.Value = GC.AllocateUninitializedArray<byte>(length));
    }

    private void Finish(RawOperation operation)
    {
        operation.Done = true;
        if (operation.Kind == RawKind.GetMany)
            operation.Values[operation.Position++] = operation.Value;
        else
            Add(operation);
    }

    private void EndCommand()
    {
        while (!_commandMatched)
        {
            var operation = ring.Pop();
            _commandMatched = operation.Kind == RawKind.GetMany || operation.EndsCommand;
            if (operation.Kind == RawKind.GetMany)
                operation.Values.AsSpan(operation.Position).Clear();
            Add(operation);
        }

        _commandMatched = false;
    }

    private void FinishSet()
    {
        var operation = ring.Pop();
        operation.Done = true;
        Add(operation);
    }

    private void Add(RawOperation operation) => (_batch ??= RawBatch.Rent()).Add(operation);
}
