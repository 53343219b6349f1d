namespace Discovery.Testing;

/// <summary>Which commands an <see cref="EmbeddedMemcached"/> understands.</summary>
public enum EmbeddedMemcachedDialect
{
    /// <summary>Meta commands and classic text, as memcached 1.6.10 and later.</summary>
    Both,

    /// <summary>Classic text only, as memcached 1.4 and 1.5; meta commands are answered with <c>ERROR</c>.</summary>
    ClassicOnly,
}
