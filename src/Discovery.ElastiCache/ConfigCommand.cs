using System.Text;

namespace Discovery;

/// <summary>A discovery command and how its reply begins.</summary>
internal sealed class ConfigCommand
{
    private ConfigCommand(string line, string replyPrefix)
    {
        Request = Encoding.ASCII.GetBytes(line + "\r\n");
        ReplyPrefix = replyPrefix;
    }

    /// <summary>Engines from 1.4.14 on, and Memorystore.</summary>
    public static ConfigCommand Current { get; } = new("config get cluster", "CONFIG cluster ");

    /// <summary>Engines before 1.4.14: an ordinary key, which any client can write, so its body is trusted no more than a stranger's.</summary>
    public static ConfigCommand Legacy { get; } = new("get AmazonElastiCache:cluster", "VALUE AmazonElastiCache:cluster ");

    public ReadOnlyMemory<byte> Request { get; }

    public string ReplyPrefix { get; }
}
