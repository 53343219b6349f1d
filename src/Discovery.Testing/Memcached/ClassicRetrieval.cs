namespace Discovery.Testing.Memcached;

/// <summary>get, gets, gat and gats, each with any number of keys.</summary>
internal static class ClassicRetrieval
{
    public static void Execute(ServerContext server, Verb verb, Tokens words, ReplyWriter output)
    {
        if (words.IsEmpty)
        {
            output.Line("ERROR"u8);
            return;
        }

        var exptime = 0;
        var touches = verb is Verb.Gat or Verb.Gats;
        if (touches && !NumberText.TryInt32(words.Next(), out exptime))
        {
            output.Line("CLIENT_ERROR invalid exptime argument"u8);
            return;
        }

        var start = output.Length;
        while (words.Next() is { IsEmpty: false } key)
        {
            if (key.Length > MetaCommand.MaxKeyLength)
            {
                output.Truncate(start);
                output.Line("CLIENT_ERROR bad command line format"u8);
                return;
            }

            Tell(server, key, touches ? exptime : null, verb is Verb.Gets or Verb.Gats, output);
        }

        output.Line("END"u8);
    }

    private static void Tell(ServerContext server, ReadOnlySpan<byte> key, int? exptime, bool withCas, ReplyWriter output)
    {
        var item = server.Store.Find(key);
        if (item is null)
        {
            server.Counters.Misses++;
            return;
        }

        server.Counters.Hits++;
        output.Add("VALUE "u8).Add(key).Add((byte)' ').Add((ulong)item.Flags).Add((byte)' ').Add((ulong)item.Value.Length);
        if (withCas)
            output.Add((byte)' ').Add(item.Cas);
        output.Add("\r\n"u8).Line(item.Value);
        if (exptime is { } seconds)
            item.ExpiresAt = server.Store.Clock.ExpiryOf(seconds);
        server.Store.MarkFetched(item);
    }
}
