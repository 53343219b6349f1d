using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Memcached.Connections;

/// <summary>Asks a fresh connection, in one flight, which version it is and whether it speaks meta commands; both questions are harmless anywhere.</summary>
internal static class Handshake
{
    /// <summary>Returns the version and the dialect to speak.</summary>
    /// <exception cref="MemcachedProtocolException">It is no memcached, or one without the dialect that is wanted.</exception>
    public static async ValueTask<(string Version, Dialect Dialect)> PerformAsync(Transport transport, ServerProtocol wanted, CancellationToken cancellationToken)
    {
        await transport.SendAsync("version\r\nmn\r\n"u8.ToArray(), cancellationToken).ConfigureAwait(false);
        var buffer = new byte[4096];
        var filled = 0;
        var used = 0;
        Reply version, noop;
        while (!TryReadBoth(buffer.AsSpan(0, filled), out version, out noop, out used))
        {
            var received = filled == buffer.Length ? 0 : await transport.ReceiveAsync(buffer.AsMemory(filled), cancellationToken).ConfigureAwait(false);
            if (received == 0)
                throw new MemcachedProtocolException("the server closed the connection instead of telling its version; is it memcached without TLS?");
            filled += received;
        }

        if (used < filled)
            throw new MemcachedProtocolException("the server sent more than it was asked for");
        if (version.Kind != ReplyKind.Version)
            throw new MemcachedProtocolException($"the server is not memcached: it answered 'version' with '{version.Text ?? version.Kind.ToString()}'");
        return (version.Text!, Dialect.Of(version.Text!, noop.Kind == ReplyKind.Noop, wanted));
    }

    private static bool TryReadBoth(ReadOnlySpan<byte> bytes, out Reply version, out Reply noop, out int used)
    {
        noop = default;
        if (!ReplyReader.TryRead(bytes, out version, out used) || !ReplyReader.TryRead(bytes[used..], out noop, out var rest))
            return false;
        used += rest;
        return true;
    }
}
