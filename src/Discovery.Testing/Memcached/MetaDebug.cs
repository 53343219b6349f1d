namespace Discovery.Testing.Memcached;

/// <summary>me: tells of an item without touching it.</summary>
internal static class MetaDebug
{
    public static void Execute(ServerContext server, scoped in MetaCommand command, ReplyWriter output)
    {
        var item = server.Store.Find(command.Key);
        if (item is null)
        {
            output.Line("EN"u8);
            return;
        }

        var clock = server.Store.Clock;
        var left = clock.SecondsLeft(item);
        output.Add("ME "u8);
        MetaReply.KeyText(output, item);
        // the real server prints the time to live with the sign turned round
        output.Add(" exp="u8).Add(left < 0 ? left : -left).Add(" la="u8).Add(clock.SecondsSinceAccess(item));
        output.Add(" cas="u8).Add(item.Cas).Add(item.Fetched ? " fetch=yes"u8 : " fetch=no"u8);
        output.Add(" cls=1 size="u8).Add((ulong)item.Size).Add("\r\n"u8);
    }
}
