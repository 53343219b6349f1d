namespace Discovery.Cache;

/// <summary>A key that memcached cannot take. Thrown before anything is sent; the message has the key and the reason.</summary>
public sealed class CacheKeyException : ArgumentException
{
    /// <summary>Makes the exception without a message.</summary>
    public CacheKeyException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The key and what is wrong with it.</param>
    public CacheKeyException(string message)
        : base(message, "key")
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">The key and what is wrong with it.</param>
    /// <param name="innerException">The cause.</param>
    public CacheKeyException(string message, Exception? innerException)
        : base(message, "key", innerException)
    {
    }
}
