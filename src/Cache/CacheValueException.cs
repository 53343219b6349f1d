namespace Discovery.Cache;

/// <summary>
/// A value that cannot be turned into bytes, or bytes that are not what the caller asked for: a serialiser that fails, an
/// increment of something that is not a number. The message has the key and the types, never the value.
/// </summary>
public sealed class CacheValueException : Exception
{
    /// <summary>Makes the exception without a message.</summary>
    public CacheValueException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The key and what is wrong.</param>
    public CacheValueException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">The key and what is wrong.</param>
    /// <param name="innerException">The cause.</param>
    public CacheValueException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
