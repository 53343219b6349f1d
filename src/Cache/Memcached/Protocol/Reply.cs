namespace Discovery.Cache.Memcached.Protocol;

/// <summary>The first line of a server's reply.</summary>
internal struct Reply
{
    public ReplyKind Kind;

    /// <summary>Bytes of the data block behind a <see cref="ReplyKind.Value"/>, without its CR LF.</summary>
    public int ValueLength;

    public uint Flags;
    public ulong Version;

    /// <summary>The number of a <see cref="ReplyKind.Number"/>.</summary>
    public ulong Number;

    /// <summary>Where in the line the key of a classic <c>VALUE</c> stands.</summary>
    public int KeyStart;

    /// <summary>How many bytes that key has; 0 in a meta reply.</summary>
    public int KeyLength;

    /// <summary>The text of an error or a version line; null otherwise.</summary>
    public string? Text;

    /// <summary>Whether a command may be answered like this; anything else means that replies and commands no longer match.</summary>
    public readonly bool Answers(CommandKind kind) => Kind switch
    {
        ReplyKind.Value when KeyLength > 0 => false,
        ReplyKind.Value => kind is <= CommandKind.GetAndTouch or CommandKind.Increment or CommandKind.Decrement,
        ReplyKind.Number => kind is CommandKind.Increment or CommandKind.Decrement,
        ReplyKind.Miss => kind <= CommandKind.GetAndTouch,
        ReplyKind.Done => kind is > CommandKind.GetAndTouch and not (CommandKind.Increment or CommandKind.Decrement),
        ReplyKind.NotFound => kind is CommandKind.CompareAndSet or >= CommandKind.Remove and not CommandKind.FlushAll,
        ReplyKind.NotStored => kind is >= CommandKind.Set and <= CommandKind.Prepend or CommandKind.Increment or CommandKind.Decrement,
        ReplyKind.Exists => kind == CommandKind.CompareAndSet,
        ReplyKind.TooLarge => kind is >= CommandKind.Set and <= CommandKind.Prepend,
        ReplyKind.NotNumeric => kind is CommandKind.Increment or CommandKind.Decrement,
        ReplyKind.ServerError => true,
        _ => false,
    };
}
