namespace Discovery.Cache.Memcached.Protocol;

/// <summary>The server said something that memcached's protocol does not have; the connection cannot be used any more.</summary>
internal sealed class MemcachedProtocolException(string message) : Exception(message);
