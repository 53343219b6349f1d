namespace Discovery.Testing.Memcached;

/// <summary>What all connections of a server share.</summary>
internal sealed record ServerContext(ItemStore Store, ServerProfile Profile, ServerCounters Counters, ScriptedReplies Script);
