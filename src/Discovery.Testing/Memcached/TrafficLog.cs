namespace Discovery.Testing.Memcached;

/// <summary>The bytes received, of all connections in the order in which they came.</summary>
internal sealed class TrafficLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly MemoryStream _bytes = new();

    public bool IsOn { get; set; }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        if (!IsOn)
            return;
        lock (_gate)
            _bytes.Write(bytes);
    }

    public byte[] ToArray()
    {
        lock (_gate)
            return _bytes.ToArray();
    }

    public void Clear()
    {
        lock (_gate)
            _bytes.SetLength(0);
    }

    public void Dispose() => _bytes.Dispose();
}
