namespace Discovery.Testing.Memcached;

internal enum StoreMode : byte
{
    Set,
    Add,
    Replace,
    Append,
    Prepend,
}

internal enum StoreOutcome : byte
{
    Stored,
    NotStored,
    Exists,
    NotFound,
}

/// <summary>What a storage command asks for, in either dialect; the data block follows it on the wire.</summary>
internal ref struct StoreRequest
{
    public ReadOnlySpan<byte> Key;
    public bool BinaryKey;
    public StoreMode Mode;
    public uint Flags;
    public int Exptime;
    public int Length;
    public ulong? Cas;

    /// <summary>The CAS the new item is to have, when the caller chooses it.</summary>
    public ulong? NewCas;

    /// <summary>With a lower CAS: store it, but let it stay stale.</summary>
    public bool Invalidate;

    /// <summary>An append to a missing key makes an item that lives so many seconds.</summary>
    public int? VivifyExptime;

    /// <summary>Whether success is silent.</summary>
    public bool Quiet;

    public readonly int Size => Item.SizeOf(Key.Length, Length, Flags);
}
