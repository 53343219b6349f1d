namespace Discovery.Testing.Memcached;

/// <summary>One stored value. Changed only under the store's gate.</summary>
internal sealed class Item(byte[] key, byte[] value)
{
    /// <summary>Marks an item that lives until it is replaced or removed.</summary>
    public const long Never = long.MaxValue;

    // header, CAS, the zero after the key, the line end after the value
    private const int Overhead = 48 + 8 + 1 + 2;

    public byte[] Key => key;

    public byte[] Value { get; set; } = value;

    public uint Flags { get; set; }

    public ulong Cas { get; set; }

    /// <summary>The tick of the store's clock from which the item is gone.</summary>
    public long ExpiresAt { get; set; } = Never;

    public long AccessedAt { get; set; }

    public bool Fetched { get; set; }

    /// <summary>Invalidated, but still served: X.</summary>
    public bool Stale { get; set; }

    /// <summary>Somebody was told to make a new value: others see Z.</summary>
    public bool TokenSent { get; set; }

    /// <summary>The key came in base64 and is told in base64.</summary>
    public bool BinaryKey { get; set; }

    public int Size => SizeOf(key.Length, Value.Length, Flags);

    public static int SizeOf(int keyLength, int valueLength, uint flags) =>
        Overhead + keyLength + valueLength + (flags == 0 ? 0 : sizeof(uint));
}
