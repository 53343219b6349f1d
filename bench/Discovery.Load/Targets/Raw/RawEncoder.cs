using System.Text;

namespace Discovery.Load.Targets.Raw;

/// <summary>
/// Writes everything that waits for one flush: sets and get-manys as they come, and all the gets after them in as few multi-key
/// commands as is good. A caller waits for its operation, so their order among each other is nobody's business.
/// </summary>
internal sealed class RawEncoder(RawRing ring, Dialect dialect)
{
    private const int MinKeys = 8;
    private const int MaxKeys = 100;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>Encodes a batch and notes it in the ring in the order of the wire; valid until the next call.</summary>
    public ReadOnlyMemory<byte> Encode(ReadOnlySpan<RawOperation> operations)
    {
        _length = 0;
        var gets = 0;
        foreach (var operation in operations)
        {
            if (operation.Kind is RawKind.Get or RawKind.GetInto)
                gets++;
            else
                WriteAlone(operation);
        }

        if (gets > 0)
            WriteGets(operations, gets);
        return _buffer.AsMemory(0, _length);
    }

    // a quarter of what is outstanding in one command: the server has work while the client has some too
    private void WriteGets(ReadOnlySpan<RawOperation> operations, int left)
    {
        var cap = Math.Clamp((ring.Count + left) / 4, MinKeys, MaxKeys);
        var keys = 0;
        foreach (var operation in operations)
        {
            if (operation.Kind is not (RawKind.Get or RawKind.GetInto))
                continue;
            var key = operation.Key;
            Reserve(key.Length + 8);
            Append(keys == 0 ? "get "u8 : " "u8);
            _length += Encoding.ASCII.GetBytes(key, _buffer.AsSpan(_length));
            keys++;
            left--;
            operation.EndsCommand = keys == cap || left == 0;
            if (operation.EndsCommand)
            {
                Append("\r\n"u8);
                keys = 0;
            }

            ring.Push(operation);
        }
    }

    private void WriteAlone(RawOperation operation)
    {
        if (operation.Kind == RawKind.Set)
            WriteSet(operation.Key, operation.Value!);
        else
            WriteMany(operation.Keys);
        ring.Push(operation);
    }

    private void WriteSet(string key, byte[] value)
    {
        Reserve(key.Length + value.Length + 32);
        Append(dialect == Dialect.Meta ? "ms "u8 : "set "u8);
        _length += Encoding.ASCII.GetBytes(key, _buffer.AsSpan(_length));
        Append(dialect == Dialect.Meta ? " "u8 : " 0 0 "u8);
        value.Length.TryFormat(_buffer.AsSpan(_length), out var digits);
        _length += digits;
        Append("\r\n"u8);
        Append(value);
        Append("\r\n"u8);
    }

    private void WriteMany(string[] keys)
    {
        Reserve(8);
        Append("get"u8);
        foreach (var key in keys)
        {
            Reserve(key.Length + 8);
            Append(" "u8);
            _length += Encoding.ASCII.GetBytes(key, _buffer.AsSpan(_length));
        }

        Append("\r\n"u8);
    }

    private void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _length + count));
    }
}
