namespace Discovery.Testing.Memcached;

/// <summary>ms: stores, guarded by the CAS that the value was computed for.</summary>
internal static class MetaSet
{
    private const int MaxFlags = 16;

    /// <summary>Reads the line. After an error in the line or its length, what follows is read as commands, not as a block.</summary>
    public static MetaError Parse(Tokens words, ServerProfile profile, Span<byte> scratch, ref MetaCommand command, ref StoreRequest request)
    {
        var key = words.Next();
        var length = words.Next();
        if (key.Length > MetaCommand.MaxKeyLength)
            return MetaError.BadLine;
        if (words.Count() > MaxFlags)
            return MetaError.TooManyFlags;
        if (!NumberText.TryLength(length, out request.Length))
            return MetaError.BadLine;
        var error = command.Parse(key, words, profile.ExplicitCas, scratch);
        if (error != MetaError.None)
            return error;
        Fill(ref request, command, profile);
        error = ReadMode(command.Mode, out request.Mode);
        return error != MetaError.None ? error : command.OpaqueError;
    }

    public static void Answer(StoreOutcome outcome, ulong cas, scoped in MetaCommand command, ReplyWriter output)
    {
        if (outcome == StoreOutcome.Stored && command.Quiet)
            return;
        var code = outcome switch
        {
            StoreOutcome.Stored => "HD"u8,
            StoreOutcome.NotStored => "NS"u8,
            StoreOutcome.Exists => "EX"u8,
            _ => "NF"u8,
        };
        MetaReply.Status(output, code, command, cas);
    }

    private static void Fill(ref StoreRequest request, MetaCommand command, ServerProfile profile)
    {
        request.Key = command.Key;
        request.BinaryKey = command.BinaryKey;
        request.Flags = command.ClientFlags;
        request.Exptime = command.Ttl ?? 0;
        request.Cas = command.Cas;
        request.NewCas = command.NewCas;
        request.Invalidate = command.Invalidate;
        request.VivifyExptime = profile.AppendVivify ? command.VivifyTtl : null;
        request.Quiet = command.Quiet;
    }

    private static MetaError ReadMode(byte letter, out StoreMode mode)
    {
        mode = letter switch
        {
            (byte)'E' => StoreMode.Add,
            (byte)'A' => StoreMode.Append,
            (byte)'P' => StoreMode.Prepend,
            (byte)'R' => StoreMode.Replace,
            _ => StoreMode.Set,
        };
        return letter is 0 or (byte)'S' || mode != StoreMode.Set ? MetaError.None : MetaError.BadMode;
    }
}
