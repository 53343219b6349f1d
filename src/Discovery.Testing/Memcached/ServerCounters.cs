namespace Discovery.Testing.Memcached;

/// <summary>What has happened on the server since it was made; restarts do not reset it.</summary>
internal sealed class ServerCounters
{
    private readonly long[] _commands = new long[Verbs.Words.Length];
    private long _accepted;
    private int _open;

    public long Accepted => Interlocked.Read(ref _accepted);

    public int Open => Volatile.Read(ref _open);

    // the store's gate is held whenever these two change
    public long Hits { get; set; }

    public long Misses { get; set; }

    public void Opened()
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
    }

    public void Closed() => Interlocked.Decrement(ref _open);

    public void Count(Verb verb) => Interlocked.Increment(ref _commands[(int)verb]);

    public long CountOf(Verb verb) => Interlocked.Read(ref _commands[(int)verb]);

    public Dictionary<string, long> ByVerb()
    {
        var result = new Dictionary<string, long>(StringComparer.Ordinal);
        for (var i = 0; i < _commands.Length; i++)
        {
            if (Interlocked.Read(ref _commands[i]) is > 0 and var count)
                result.Add(Verbs.Words[i], count);
        }

        return result;
    }
}
