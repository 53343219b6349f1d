namespace Discovery.Testing;

/// <summary>How an <see cref="EmbeddedMemcached"/> is to behave. Read once, when it starts.</summary>
public sealed class EmbeddedMemcachedOptions
{
    /// <summary>The TCP port on 127.0.0.1; 0 takes any free one. Default 0.</summary>
    public int Port { get; set; }

    /// <summary>The name of <see cref="EmbeddedMemcached.Node"/>; null for <c>127.0.0.1:port</c>. Default null.</summary>
    public string? NodeName { get; set; }

    /// <summary>Which commands are understood. Default <see cref="EmbeddedMemcachedDialect.Both"/>.</summary>
    public EmbeddedMemcachedDialect Dialect { get; set; }

    /// <summary>
    /// The version that is told and emulated where versions differ: <c>touch</c> from 1.4.8, <c>gat</c> from 1.5.3, opaque and key on
    /// an <c>mg</c> miss from 1.6.18, <c>N</c> on an append from 1.6.20, <c>E</c> and <c>md x</c> from 1.6.27. A text that is no version is
    /// told as it stands and emulates the newest. Null: 1.6.18, or 1.5.16 for <see cref="EmbeddedMemcachedDialect.ClassicOnly"/>. Default null.
    /// </summary>
    public string? Version { get; set; }

    /// <summary>The largest item in bytes: the value, the key and about 60 bytes of header. Default 1 MiB.</summary>
    public int MaxItemBytes { get; set; } = 1024 * 1024;

    /// <summary>The clock by which items expire and <see cref="EmbeddedMemcached.ReplyDelay"/> runs. Default <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    /// <summary>Whether the received bytes are kept from the start. Default false.</summary>
    public bool RecordTraffic { get; set; }

    internal EmbeddedMemcachedOptions Clone() => (EmbeddedMemcachedOptions)MemberwiseClone();

    internal static void Validate(EmbeddedMemcachedOptions options)
    {
        if (options.Port is < 0 or > 65535)
            throw new ArgumentException($"EmbeddedMemcachedOptions.Port: {options.Port} is not a port; give 0 (any free one) to 65535.", nameof(options));
        if (options.MaxItemBytes < 1024)
            throw new ArgumentException($"EmbeddedMemcachedOptions.MaxItemBytes: {options.MaxItemBytes} is too little; give 1024 or more.", nameof(options));
        if (options.TimeProvider is null)
            throw new ArgumentException("EmbeddedMemcachedOptions.TimeProvider: is null; give a clock, such as TimeProvider.System.", nameof(options));
        if (options.Version is { Length: 0 } || options.Version?.AsSpan().ContainsAny('\r', '\n') == true)
            throw new ArgumentException("EmbeddedMemcachedOptions.Version: is empty or more than a line; give one such as 1.6.18.", nameof(options));
    }
}
