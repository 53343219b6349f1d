using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// The bytes of one connection on their way out: commands are encoded into one buffer while the other is sent. Plain gets that
/// follow each other share one classic command, which costs the server a third of as many single ones. Used under the
/// connection's gate, but for <see cref="Sending"/>, which only the one sender reads.
/// </summary>
internal sealed class SendQueue(Dialect dialect) : IDisposable
{
    // a quarter of what is outstanding lets the server answer the first while the last are still read
    private const int LeastShared = 16;
    private const int MostShared = 100;

    // servers and proxies take at least this much in one line
    private const int MaxLineBytes = 8 * 1024;

    private WriteBuffer _filling = new();
    private WriteBuffer _sending = new();
    private PendingOperation? _shared;
    private int _sharedKeys;
    private int _sharedStart;
    private long _encoded;
    private long _handedOver;
    private bool _returned;

    /// <summary>Bytes that are encoded and not yet sent, those being sent included.</summary>
    public long QueuedBytes => (long)_filling.Length + _sending.Length;

    /// <summary>What the last swap made ready.</summary>
    public ReadOnlyMemory<byte> Sending => _sending.Written;

    public void Encode(PendingOperation operation, int outstanding, long now)
    {
        var shares = CanShare(operation, outstanding);
        if (!shares)
            _encoded += EndShared();
        var start = _filling.Length;
        try
        {
            if (operation.Command.Kind == CommandKind.Get)
                EncodeGet(operation, shares);
            else
                EncodeOther(operation);
        }
        catch
        {
            _filling.Truncate(start);
            throw;
        }

        operation.Queue(_encoded, now);
        _encoded += _filling.Length - start;
    }

    /// <summary>Forgets what was sent and makes ready what was encoded since.</summary>
    /// <returns>False when there is nothing to send.</returns>
    public bool TrySwap()
    {
        _sending.Clear();
        if (_filling.Length == 0)
            return false;
        _encoded += EndShared();
        (_filling, _sending) = (_sending, _filling);
        _handedOver += _sending.Length;
        return true;
    }

    /// <summary>Whether any byte of the operation may have left.</summary>
    public bool MayHaveLeft(PendingOperation operation) => operation.StreamPosition < _handedOver;

    /// <summary>Gives the buffers back, once; only when nobody sends and nobody will encode.</summary>
    public void Dispose()
    {
        if (_returned)
            return;
        _returned = true;
        _filling.Dispose();
        _sending.Dispose();
    }

    private bool CanShare(PendingOperation operation, int outstanding) =>
        _shared is not null
        && operation.Command.Kind == CommandKind.Get
        && _sharedKeys < Math.Clamp(outstanding / 4, LeastShared, MostShared)
        && _filling.Length - _sharedStart + operation.Key.Length < MaxLineBytes;

    private void EncodeGet(PendingOperation operation, bool shares)
    {
        if (shares)
        {
            ClassicWriter.WriteNextKey(_filling, operation.Key);
        }
        else
        {
            (_sharedKeys, _sharedStart) = (0, _filling.Length);
            ClassicWriter.WriteGet(_filling, operation.Key);
        }

        operation.IsRetrieval = true;
        _shared = operation;
        _sharedKeys++;
    }

    private void EncodeOther(PendingOperation operation)
    {
        if (dialect.IsMeta)
        {
            MetaWriter.Write(_filling, operation.Command, operation.Key);
            return;
        }

        ClassicWriter.Write(_filling, operation.Command, operation.Key, dialect);
        operation.IsRetrieval = operation.EndsRetrieval = operation.Command.IsRead;
        operation.LeadingLines = operation.Command.Kind == CommandKind.GetAndTouch && !dialect.HasGetAndTouch ? 1 : 0;
    }

    private int EndShared()
    {
        if (_shared is not { } last)
            return 0;
        last.EndsRetrieval = true;
        _shared = null;
        _filling.Append("\r\n"u8);
        return 2;
    }
}
