namespace Discovery.Testing.Memcached;

/// <summary>The meta commands that carry no data block.</summary>
internal static class MetaCommands
{
    private const int MaxFlags = 17;

    public static void Execute(ServerContext server, Verb verb, Tokens words, ReplyWriter output)
    {
        if (verb == Verb.Mn)
            output.Line("MN"u8);
        else if (words.IsEmpty)
            output.Line(verb == Verb.Me ? "CLIENT_ERROR bad command line format"u8 : "ERROR"u8);
        else
            ExecuteOnKey(server, verb, words, output);
    }

    private static void ExecuteOnKey(ServerContext server, Verb verb, Tokens words, ReplyWriter output)
    {
        scoped var command = default(MetaCommand);
        var error = Parse(server.Profile, verb, words, stackalloc byte[MetaCommand.MaxKeyLength], ref command);
        if (error != MetaError.None)
        {
            output.Line(MetaErrors.Text(error, verb));
            return;
        }

        switch (verb)
        {
            case Verb.Mg:
                MetaGet.Execute(server, command, output);
                break;
            case Verb.Md:
                MetaDelete.Execute(server, command, output);
                break;
            case Verb.Ma:
                MetaArithmetic.Execute(server, command, output);
                break;
            default:
                MetaDebug.Execute(server, command, output);
                break;
        }
    }

    private static MetaError Parse(ServerProfile profile, Verb verb, Tokens words, Span<byte> scratch, ref MetaCommand command)
    {
        var key = words.Next();
        if (key.Length > MetaCommand.MaxKeyLength)
            return MetaError.BadLine;
        if (verb == Verb.Me)
            return ParseDebug(key, words, scratch, ref command);
        if (words.Count() > MaxFlags)
            return MetaError.TooManyFlags;
        var error = command.Parse(key, words, profile.ExplicitCas, scratch);
        if (error == MetaError.None && verb == Verb.Ma)
            error = MetaArithmetic.CheckMode(command.Mode);
        return error != MetaError.None ? error : command.OpaqueError;
    }

    private static MetaError ParseDebug(ReadOnlySpan<byte> key, Tokens words, Span<byte> scratch, ref MetaCommand command)
    {
        // me knows one flag and overlooks every other
        var flags = words.Next() is [(byte)'b'] ? new Tokens("b"u8) : default;
        return command.Parse(key, flags, explicitCas: false, scratch) == MetaError.None ? MetaError.None : MetaError.BadLine;
    }
}
