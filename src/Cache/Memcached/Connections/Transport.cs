namespace Discovery.Cache.Memcached.Connections;

/// <summary>A two-way stream of bytes to one server. One sender and one receiver at a time.</summary>
internal abstract class Transport
{
    public abstract ValueTask SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken);

    /// <summary>Receives at least one byte; 0 when the server has closed.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>Ends both directions at once; pending calls fail. May be called many times, from any thread.</summary>
    public abstract void Close();
}
