using System.Text;
using Discovery.Testing;
using Discovery.Testing.Memcached;

namespace Discovery.Tests.Embedded;

/// <summary>Talks to the core of the embedded server without a socket, in portions of any size.</summary>
internal sealed class SessionDriver
{
    private readonly List<byte> _pending = [];
    private readonly CommandSession _session;
    private readonly ReplyWriter _output = new();

    public SessionDriver(string version = "1.6.18", EmbeddedMemcachedDialect dialect = EmbeddedMemcachedDialect.Both)
    {
        var store = new ItemStore(new StoreClock(Clock), 1024 * 1024);
        Server = new ServerContext(store, new ServerProfile(version, dialect), new ServerCounters(), new ScriptedReplies());
        _session = new CommandSession(Server);
    }

    public ManualTimeProvider Clock { get; } = new();

    public ServerContext Server { get; }

    public bool IsClosed => _session.IsClosed;

    /// <summary>Sends a script and returns the replies to it in the same writing.</summary>
    public string Run(string script)
    {
        Feed(ScriptText.ToBytes(script));
        var replies = Encoding.UTF8.GetString(TakeOutput());
        return replies.EndsWith("\r\n", StringComparison.Ordinal) ? replies[..^2].Replace("\r\n", "|", StringComparison.Ordinal) : replies;
    }

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _pending.AddRange(bytes);
        var input = _pending.ToArray();
        var consumed = 0;
        while (_session.Step(input.AsSpan(consumed), _output) is > 0 and var step)
            consumed += step;
        _pending.RemoveRange(0, consumed);
    }

    public byte[] TakeOutput()
    {
        var replies = _output.Written.ToArray();
        _output.Truncate(0);
        return replies;
    }
}
