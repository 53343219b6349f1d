namespace Discovery.Testing.Memcached;

/// <summary>set, add, replace, append, prepend and cas.</summary>
internal static class ClassicStorage
{
    private static ReadOnlySpan<byte> BadLine => "CLIENT_ERROR bad command line format"u8;

    /// <summary>Reads the line; returns the error to answer, empty when there is none.</summary>
    public static ReadOnlySpan<byte> Parse(Verb verb, Tokens words, out bool hasBlock, ref StoreRequest request)
    {
        // whatever follows a line that cannot be read is taken for commands, as the real server does
        hasBlock = false;
        var fields = verb == Verb.Cas ? 5 : 4;
        var count = words.Count();
        if (count < fields || count > fields + 1)
            return "ERROR"u8;
        request.Quiet = count > fields && words.EndInNoReply();
        request.Mode = ModeOf(verb);
        request.Key = words.Next();
        if (request.Key.Length > MetaCommand.MaxKeyLength)
            return BadLine;
        if (!NumberText.TryFlags(words.Next(), out request.Flags)
            || !NumberText.TryInt32(words.Next(), out request.Exptime)
            || !NumberText.TryLength(words.Next(), out request.Length))
        {
            return BadLine;
        }

        if (verb != Verb.Cas)
            return default;
        var ok = NumberText.TryUInt64(words.Next(), out var cas);
        request.Cas = cas;
        return ok ? default : BadLine;
    }

    public static void Answer(StoreOutcome outcome, bool quiet, ReplyWriter output)
    {
        if (quiet)
            return;
        output.Line(outcome switch
        {
            StoreOutcome.Stored => "STORED"u8,
            StoreOutcome.NotStored => "NOT_STORED"u8,
            StoreOutcome.Exists => "EXISTS"u8,
            _ => "NOT_FOUND"u8,
        });
    }

    private static StoreMode ModeOf(Verb verb) => verb switch
    {
        Verb.Add => StoreMode.Add,
        Verb.Replace => StoreMode.Replace,
        Verb.Append => StoreMode.Append,
        Verb.Prepend => StoreMode.Prepend,
        _ => StoreMode.Set,
    };
}
