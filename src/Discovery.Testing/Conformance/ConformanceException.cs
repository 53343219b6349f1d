namespace Discovery.Testing;

/// <summary>A source breaks a rule of <see cref="INodeSource"/>. The message has the source, the check, the rule and what happened.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>Makes one without a message.</summary>
    public ConformanceException()
    {
    }

    /// <summary>Makes one.</summary>
    /// <param name="message">Which rule is broken, and how.</param>
    public ConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>Makes one with what the source threw.</summary>
    /// <param name="message">Which rule is broken, and how.</param>
    /// <param name="innerException">What the source threw.</param>
    public ConformanceException(string message, Exception? innerException)
        : base(message, innerException)
    {
    }
}
