using System.Text;

namespace Discovery.Testing.Memcached;

/// <summary>Replies that a test has prepared for commands to come.</summary>
internal sealed class ScriptedReplies
{
    private readonly Lock _gate = new();
    private readonly List<(Func<string, bool> Matches, byte[] Reply)> _replies = [];
    private volatile bool _any;

    public void Add(Func<string, bool> matches, byte[] reply)
    {
        lock (_gate)
        {
            _replies.Add((matches, reply));
            _any = true;
        }
    }

    /// <summary>Takes the oldest reply that is meant for a command line.</summary>
    public byte[]? TakeFor(ReadOnlySpan<byte> line)
    {
        if (!_any)
            return null;
        var text = Encoding.UTF8.GetString(line);
        lock (_gate)
        {
            var index = _replies.FindIndex(entry => entry.Matches(text));
            if (index < 0)
                return null;
            var reply = _replies[index].Reply;
            _replies.RemoveAt(index);
            _any = _replies.Count > 0;
            return reply;
        }
    }
}
