namespace Discovery.Cache;

/// <summary>No node list was known in time while <see cref="CacheOptions.Startup"/> is <see cref="CacheStartup.FailFast"/>. The message has the source's reason.</summary>
public sealed class CacheStartupException : Exception
{
    /// <summary>Makes the exception without a message.</summary>
    public CacheStartupException()
    {
    }

    /// <summary>Makes the exception.</summary>
    /// <param name="message">The cache, the time waited and the source's reason.</param>
    public CacheStartupException(string message)
        : base(message)
    {
    }

    /// <summary>Makes the exception with its cause.</summary>
    /// <param name="message">The cache, the time waited and the source's reason.</param>
    /// <param name="innerException">The cause.</param>
    public CacheStartupException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
