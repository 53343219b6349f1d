namespace Discovery.Cache.Memcached.Protocol;

/// <summary>What to ask of a server, in no dialect yet. A plain record that its operation fills and the encoders read.</summary>
internal struct Command
{
    public CommandKind Kind;

    /// <summary>The payload of a storage command, in pieces that stay the caller's until the command is encoded.</summary>
    public ReadOnlyMemory<byte> Value;

    public uint Flags;

    /// <summary>Seconds as memcached counts them: see <see cref="Expiry"/>.</summary>
    public int Expiry;

    public ulong Version;
    public ulong Delta;

    /// <summary>What a counter starts from when there is no entry; null for a miss.</summary>
    public ulong? Initial;

    public readonly bool IsRead => Kind <= CommandKind.GetAndTouch;
}
