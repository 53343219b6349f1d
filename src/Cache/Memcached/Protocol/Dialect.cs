namespace Discovery.Cache.Memcached.Protocol;

/// <summary>What one server understands, found anew at each connect.</summary>
/// <param name="IsMeta">Whether it speaks the stable meta commands (1.6.10 and later); otherwise classic text.</param>
/// <param name="HasGetAndTouch">Whether classic text has <c>gat</c> (1.5.3 and later).</param>
internal readonly record struct Dialect(bool IsMeta, bool HasGetAndTouch)
{
    private static readonly Version FirstStableMeta = new(1, 6, 10);
    private static readonly Version FirstGetAndTouch = new(1, 5, 3);

    /// <summary>
    /// Meta is stable from 1.6.10; before, <c>mn</c> is answered but the other commands differ. A version that cannot be read
    /// (proxies answer anything) leaves the word to <c>mn</c>, and is not trusted with <c>gat</c>.
    /// </summary>
    public static Dialect Of(string version, bool answersNoop, ServerProtocol wanted)
    {
        var parsed = ServerVersion.Parse(version);
        var isMeta = answersNoop && (parsed is null || parsed >= FirstStableMeta);
        if (wanted == ServerProtocol.Meta && !isMeta)
            throw new MemcachedProtocolException($"memcached {version} has no stable meta commands (they need 1.6.10), and Connections:Protocol is Meta");
        return new Dialect(isMeta && wanted != ServerProtocol.Classic, parsed >= FirstGetAndTouch);
    }
}
