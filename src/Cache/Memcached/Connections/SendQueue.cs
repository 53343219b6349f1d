using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>
/// The bytes of one connection on their way out: commands are encoded into one buffer while the other is sent. Used under the
/// connection's gate, but for <see cref="Sending"/>, which only the one sender reads.
/// </summary>
internal sealed class SendQueue : IDisposable
{
    private WriteBuffer _filling = new();
    private WriteBuffer _sending = new();
    private long _encoded;
    private long _handedOver;
    private bool _returned;

    /// <summary>Bytes that are encoded and not yet sent, those being sent included.</summary>
    public long QueuedBytes => (long)_filling.Length + _sending.Length;

    /// <summary>What the last swap made ready.</summary>
    public ReadOnlyMemory<byte> Sending => _sending.Written;

    public void Encode(PendingOperation operation, long now)
    {
        var start = _filling.Length;
        try
        {
            MetaWriter.Write(_filling, operation.Command, operation.Key);
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
}
