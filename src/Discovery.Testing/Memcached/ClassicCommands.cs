using System.Text;

namespace Discovery.Testing.Memcached;

/// <summary>The classic commands on one key or on none that carry no data block.</summary>
internal static class ClassicCommands
{
    private static ReadOnlySpan<byte> BadLine => "CLIENT_ERROR bad command line format"u8;

    public static void Execute(ServerContext server, Verb verb, Tokens words, ReplyWriter output)
    {
        var start = output.Length;
        var silent = IsSilent(verb, words);
        switch (verb)
        {
            case Verb.Delete:
                Delete(server.Store, words, output);
                break;
            case Verb.Incr or Verb.Decr:
                Count(server.Store, verb, words, output);
                break;
            case Verb.Touch:
                Touch(server.Store, words, output);
                break;
            case Verb.FlushAll:
                Flush(server.Store, words, output);
                break;
            case Verb.Verbosity:
                SetVerbosity(words, output);
                break;
            default:
                output.Add("VERSION "u8).Line(Encoding.ASCII.GetBytes(server.Profile.VersionText));
                break;
        }

        if (silent)
            output.Truncate(start);
    }

    // a line with too many words is an error even with noreply, and a lone noreply may be a key
    private static bool IsSilent(Verb verb, Tokens words) => words.EndInNoReply() && (verb, words.Count()) switch
    {
        (Verb.Version, _) => false,
        (Verb.FlushAll or Verb.Verbosity, <= 2) => true,
        (Verb.Delete or Verb.Incr or Verb.Decr or Verb.Touch, 2 or 3) => true,
        _ => false,
    };

    private static void Delete(ItemStore store, Tokens words, ReplyWriter output)
    {
        var count = words.Count();
        var key = words.Next();
        if (count is 0 or > 3)
            output.Line("ERROR"u8);
        else if (key.Length > MetaCommand.MaxKeyLength)
            output.Line(BadLine);
        else if (count > 1 && !IsDeleteArgument(words.Next(), count == 2))
            output.Line("CLIENT_ERROR bad command line format.  Usage: delete <key> [noreply]"u8);
        else
            Remove(store, key, output);
    }

    // a delay of zero is a relic that old clients still send
    private static bool IsDeleteArgument(ReadOnlySpan<byte> word, bool isLast) =>
        word.SequenceEqual("0"u8) || (isLast && word.SequenceEqual("noreply"u8));

    private static void Remove(ItemStore store, ReadOnlySpan<byte> key, ReplyWriter output)
    {
        var item = store.Find(key);
        if (item is not null)
            store.Remove(item);
        output.Line(item is null ? "NOT_FOUND"u8 : "DELETED"u8);
    }

    private static void Count(ItemStore store, Verb verb, Tokens words, ReplyWriter output)
    {
        var count = words.Count();
        var key = words.Next();
        if (count is < 2 or > 3)
            output.Line("ERROR"u8);
        else if (key.Length > MetaCommand.MaxKeyLength)
            output.Line(BadLine);
        else if (!NumberText.TryUInt64(words.Next(), out var delta))
            output.Line("CLIENT_ERROR invalid numeric delta argument"u8);
        else if (store.Find(key) is not { } item)
            output.Line("NOT_FOUND"u8);
        else if (Counter.TryAdd(store, item, delta, verb == Verb.Decr, cas: null))
            output.Line((store.Find(key) ?? item).Value.AsSpan().TrimEnd((byte)' '));
        else
            output.Line(Counter.NotANumber);
    }

    private static void Touch(ItemStore store, Tokens words, ReplyWriter output)
    {
        var count = words.Count();
        var key = words.Next();
        if (count is < 2 or > 3)
            output.Line("ERROR"u8);
        else if (key.Length > MetaCommand.MaxKeyLength)
            output.Line(BadLine);
        else if (!NumberText.TryInt32(words.Next(), out var exptime))
            output.Line("CLIENT_ERROR invalid exptime argument"u8);
        else if (store.Find(key) is not { } item)
            output.Line("NOT_FOUND"u8);
        else
        {
            item.ExpiresAt = store.Clock.ExpiryOf(exptime);
            store.MarkFetched(item);
            output.Line("TOUCHED"u8);
        }
    }

    private static void Flush(ItemStore store, Tokens words, ReplyWriter output)
    {
        var count = words.Count();
        var delay = 0;
        if (count > 2)
        {
            output.Line("ERROR"u8);
            return;
        }

        var bare = count == 0 || (count == 1 && words.EndInNoReply());
        if (!bare && !NumberText.TryInt32(words.Next(), out delay))
        {
            output.Line("CLIENT_ERROR invalid exptime argument"u8);
            return;
        }

        store.FlushAll(delay);
        output.Line("OK"u8);
    }

    private static void SetVerbosity(Tokens words, ReplyWriter output)
    {
        if (words.Count() is 0 or > 2)
            output.Line("ERROR"u8);
        else
            output.Line(words.EndInNoReply() || NumberText.TryUInt64(words.Next(), out _) ? "OK"u8 : BadLine);
    }
}
