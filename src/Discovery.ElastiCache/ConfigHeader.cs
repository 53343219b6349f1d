using System.Globalization;

namespace Discovery;

/// <summary>Reads the first line of a reply: either the whole reply, or the announcement of a body.</summary>
internal static class ConfigHeader
{
    public const int MaxBodyBytes = 1024 * 1024;

    /// <summary>Returns a reply without a body, or null and the length that the header declares.</summary>
    public static ConfigReply? Read(string line, ConfigCommand command, out int declaredBytes)
    {
        declaredBytes = 0;
        switch (line)
        {
            case "END":
                return new ConfigReply(ConfigReplyKind.Nothing);
            case "ERROR":
                return new ConfigReply(ConfigReplyKind.UnknownCommand);
            default:
                declaredBytes = line.StartsWith(command.ReplyPrefix, StringComparison.Ordinal)
                    ? ReadLength(line, line[command.ReplyPrefix.Length..])
                    : throw ForeignReply.Describe(line);
                return null;
        }
    }

    private static int ReadLength(string line, string rest)
    {
        var words = rest.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var isSound = words.Length is 2 or 3
            && uint.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out _)
            && words[1].Length <= 20
            && words[1].All(char.IsAsciiDigit);
        if (!isSound)
            throw new ConfigEndpointException(EndpointTrouble.BadReply, $"the reply begins with '{ForeignReply.Printable(line)}', which is not a header.");
        return int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) && bytes <= MaxBodyBytes
            ? bytes
            : throw new ConfigEndpointException(
                EndpointTrouble.BadReply, $"the reply declares {words[1]} octets; a configuration has {MaxBodyBytes} at the most.");
    }
}
