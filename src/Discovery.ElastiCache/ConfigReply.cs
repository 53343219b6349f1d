namespace Discovery;

internal enum ConfigReplyKind
{
    /// <summary>A body.</summary>
    Configuration,

    /// <summary><c>END</c> alone: nothing is stored there.</summary>
    Nothing,

    /// <summary><c>ERROR</c>: the command is not known.</summary>
    UnknownCommand,
}

/// <summary>One reply.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Body">The body of a configuration, one character for each octet; otherwise empty.</param>
internal sealed record ConfigReply(ConfigReplyKind Kind, string Body = "");
