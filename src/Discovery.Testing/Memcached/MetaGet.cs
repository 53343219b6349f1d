namespace Discovery.Testing.Memcached;

/// <summary>mg: reads, prolongs, and hands out the right to make a value (W) to exactly one caller.</summary>
internal static class MetaGet
{
    public static void Execute(ServerContext server, scoped in MetaCommand command, ReplyWriter output)
    {
        var item = server.Store.Find(command.Key);
        var created = item is null && command.VivifyTtl is not null;
        if (created)
            item = server.Store.Vivify(command.Key, command.NewCas);
        if (item is null)
        {
            server.Counters.Misses++;
            Miss(server, command, output);
            return;
        }

        server.Counters.Hits += created ? 0 : 1;
        server.Counters.Misses += created ? 1 : 0;
        Hit(server.Store, item, created, command, output);
        server.Store.MarkFetched(item);
    }

    private static void Miss(ServerContext server, scoped in MetaCommand command, ReplyWriter output)
    {
        if (command.Quiet)
            return;
        if (server.Profile.OpaqueOnMiss)
            MetaReply.Status(output, "EN"u8, command);
        else
            output.Line("EN"u8);
    }

    private static void Hit(ItemStore store, Item item, bool created, scoped in MetaCommand command, ReplyWriter output)
    {
        if (command.WantsValue)
            output.Add("VA "u8).Add((ulong)item.Value.Length);
        else
            output.Add("HD"u8);
        var won = created;
        var flags = command.Flags;
        // in the order of the request: a T or N changes what a later t or R sees
        while (flags.Next() is { IsEmpty: false } token)
        {
            if (Applies(store, item, created, token[0], command))
                won |= token[0] == (byte)'R';
            else
                Tell(store, item, token, output);
        }

        TellLease(item, won, output);
        output.Add("\r\n"u8);
        if (command.WantsValue)
            output.Line(item.Value);
    }

    private static bool Applies(ItemStore store, Item item, bool created, byte flag, scoped in MetaCommand command)
    {
        switch (flag)
        {
            case (byte)'T':
                item.ExpiresAt = store.Clock.ExpiryOf(command.Ttl ?? 0);
                return true;
            case (byte)'N' when created:
                item.ExpiresAt = store.Clock.ExpiryOf(command.VivifyTtl ?? 0);
                return true;
            case (byte)'R':
                return !item.TokenSent && item.ExpiresAt != Item.Never && store.Clock.SecondsLeft(item) < command.RefreshBelow;
            default:
                return false;
        }
    }

    private static void Tell(ItemStore store, Item item, ReadOnlySpan<byte> token, ReplyWriter output)
    {
        switch (token[0])
        {
            case (byte)'O':
                output.Add((byte)' ').Add(token);
                break;
            case (byte)'k':
                MetaReply.StoredKey(output, item);
                break;
            case (byte)'f':
                output.Add(" f"u8).Add((ulong)item.Flags);
                break;
            case (byte)'c':
                output.Add(" c"u8).Add(item.Cas);
                break;
            case (byte)'s':
                output.Add(" s"u8).Add((ulong)item.Value.Length);
                break;
            case (byte)'t':
                output.Add(" t"u8).Add(store.Clock.SecondsLeft(item));
                break;
            case (byte)'h':
                output.Add(item.Fetched ? " h1"u8 : " h0"u8);
                break;
            case (byte)'l':
                output.Add(" l"u8).Add(store.Clock.SecondsSinceAccess(item));
                break;
        }
    }

    private static void TellLease(Item item, bool won, ReplyWriter output)
    {
        if (item.TokenSent)
            output.Add(" Z"u8);
        if (item.Stale)
            output.Add(" X"u8);
        if (item.TokenSent || !(won || item.Stale))
            return;
        output.Add(" W"u8);
        item.TokenSent = true;
    }
}
