using System.Globalization;
using System.Text;

namespace Discovery.Testing.Memcached;

/// <summary>stats: what clients and tools ask of it, not every counter of the real server.</summary>
internal static class StatsReport
{
    public static void Execute(ServerContext server, Tokens words, ReplyWriter output)
    {
        var argument = words.Next();
        if (argument.IsEmpty)
            General(server, output);
        else if (argument.SequenceEqual("settings"u8))
            Settings(server, output);
        else if (argument.SequenceEqual("reset"u8))
            output.Line("RESET"u8);
        else if (argument.SequenceEqual("items"u8) || argument.SequenceEqual("slabs"u8))
            output.Line("END"u8);
        else
            output.Line("ERROR"u8);
    }

    private static void General(ServerContext server, ReplyWriter output)
    {
        var (store, counters) = (server.Store, server.Counters);
        Row(output, "pid", Environment.ProcessId);
        Row(output, "uptime", store.Clock.UptimeSeconds);
        Row(output, "time", store.Clock.UnixSeconds);
        Row(output, "version", server.Profile.VersionText);
        Row(output, "pointer_size", 64);
        Row(output, "curr_connections", counters.Open);
        Row(output, "total_connections", counters.Accepted);
        Row(output, "cmd_get", counters.Hits + counters.Misses);
        Row(output, "cmd_set", Verbs.Words.Select((_, i) => (Verb)i).Where(Verbs.IsStorage).Sum(counters.CountOf));
        Row(output, "cmd_flush", counters.CountOf(Verb.FlushAll));
        Row(output, "get_hits", counters.Hits);
        Row(output, "get_misses", counters.Misses);
        Row(output, "threads", 1);
        Row(output, "curr_items", store.Count());
        Row(output, "evictions", 0);
        output.Line("END"u8);
    }

    private static void Settings(ServerContext server, ReplyWriter output)
    {
        Row(output, "item_size_max", server.Store.MaxItemBytes);
        Row(output, "cas_enabled", "yes");
        Row(output, "flush_enabled", "yes");
        Row(output, "auth_enabled_ascii", "no");
        Row(output, "idle_timeout", 0);
        output.Line("END"u8);
    }

    private static void Row(ReplyWriter output, string name, IFormattable value) =>
        Row(output, name, value.ToString(format: null, CultureInfo.InvariantCulture));

    private static void Row(ReplyWriter output, string name, string value) =>
        output.Line(Encoding.ASCII.GetBytes($"STAT {name} {value}"));
}
