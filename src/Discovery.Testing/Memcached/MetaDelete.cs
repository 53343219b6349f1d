namespace Discovery.Testing.Memcached;

/// <summary>md: removes an item, or invalidates it so that the next reader gets the right to replace it.</summary>
internal static class MetaDelete
{
    public static void Execute(ServerContext server, scoped in MetaCommand command, ReplyWriter output)
    {
        var item = server.Store.Find(command.Key);
        if (item is null)
            MetaReply.Status(output, "NF"u8, command);
        else if (command.Cas is { } cas && cas != item.Cas)
            MetaReply.Status(output, "EX"u8, command);
        else
            Apply(server.Store, item, command, output);
    }

    private static void Apply(ItemStore store, Item item, scoped in MetaCommand command, ReplyWriter output)
    {
        if (command.RemoveValue)
            (item.Value, item.Flags) = ([], 0);
        if (command.Invalidate)
            Invalidate(store, item, command);
        else if (command.RemoveValue)
            item.Cas = command.NewCas ?? store.NextCas();
        else
            store.Remove(item);
        if (!command.Quiet)
            MetaReply.Status(output, "HD"u8, command);
    }

    private static void Invalidate(ItemStore store, Item item, scoped in MetaCommand command)
    {
        if (command.Ttl is { } ttl)
            item.ExpiresAt = store.Clock.ExpiryOf(ttl);
        (item.Stale, item.TokenSent) = (true, false);
        item.Cas = command.NewCas ?? store.NextCas();
    }
}
