namespace Discovery.Cache;

/// <summary>Which of memcached's text protocols is spoken.</summary>
public enum ServerProtocol
{
    /// <summary>Meta commands where the server has them in their stable form (1.6.10 and later), classic text below; asked at each connect. The default.</summary>
    Auto,

    /// <summary>Meta commands only; a server without them counts as down.</summary>
    Meta,

    /// <summary>Classic text only, for proxies that know nothing else.</summary>
    Classic,
}
