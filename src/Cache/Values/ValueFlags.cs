namespace Discovery.Cache.Values;

/// <summary>
/// The client flags that say how a value was written. The upper byte marks them as ours, above the bits in which other clients
/// keep their types and below the 16 that old clients keep, and is never 0, so that an empty value of ours differs from the
/// stub of a lease.
/// </summary>
internal static class ValueFlags
{
    /// <summary>Written by another client, or made by the server for a counter: bytes, taken as what the caller asks for.</summary>
    public const uint Foreign = 0;

    public const uint Bytes = 0xD100;
    public const uint Text = 0xD200;
    public const uint Integer = 0xD300;
    public const uint Serialized = 0xD400;
    public const uint Null = 0xD500;
}
