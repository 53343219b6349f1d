namespace Discovery.Testing.Memcached;

/// <summary>
/// The dialogue on one connection, without the connection: takes bytes in any portions, executes one command at a time and
/// writes its reply. A command whose data block is incomplete is left in the input and read again when there is more.
/// </summary>
internal sealed class CommandSession(ServerContext server)
{
    // a line that is longer and has no end is an attack or not our protocol, unless it is a get of many keys
    private const int MaxLineLength = 2048;
    private const int MaxGetLineLength = 16 * 1024 * 1024;
    private const byte BinaryMagic = 0x80;
    private readonly StorageCommands _storage = new(server);

    /// <summary>Whether the connection is to be closed after what has been answered.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>How many bytes of input the step needs that returned 0; 0 when unknown.</summary>
    public int Wanted => _storage.Wanted;

    /// <summary>Executes the first command of the input.</summary>
    /// <returns>How many bytes it took; 0 when there must be more input or the session is over.</returns>
    public int Step(ReadOnlySpan<byte> input, ReplyWriter output)
    {
        if (_storage.ToSwallow > 0)
            return _storage.Swallow(input.Length);
        if (input.IsEmpty || IsClosed)
            return 0;
        var end = input.IndexOf((byte)'\n');
        if (end < 0 || input[0] == BinaryMagic)
        {
            IsClosed = input[0] == BinaryMagic || IsTooLong(input);
            return 0;
        }

        var line = input[..end];
        return StepLine(line is [.. var text, (byte)'\r'] ? text : line, input, end + 1, output);
    }

    private static bool IsTooLong(ReadOnlySpan<byte> line)
    {
        var text = line.TrimStart((byte)' ');
        var isGet = text.StartsWith("get "u8) || text.StartsWith("gets "u8);
        return line.Length > (isGet ? MaxGetLineLength : MaxLineLength);
    }

    private int StepLine(ReadOnlySpan<byte> line, ReadOnlySpan<byte> input, int lineEnd, ReplyWriter output)
    {
        var words = new Tokens(line);
        var verb = Verbs.Read(words.Next());
        if (!server.Profile.Knows(verb))
            verb = Verb.Unknown;
        var consumed = lineEnd;
        if (Verbs.IsStorage(verb) && !words.IsEmpty)
            consumed = _storage.Step(new CommandFrame(verb, line, words, input, lineEnd), output);
        else if (server.Script.TakeFor(line) is { } reply)
            output.Add(reply);
        else
            Execute(verb, words, output);
        if (consumed > 0)
            server.Counters.Count(verb);
        return consumed;
    }

    private void Execute(Verb verb, Tokens words, ReplyWriter output)
    {
        lock (server.Store.Gate)
        {
            switch (verb)
            {
                case Verb.Unknown or (>= Verb.Set and <= Verb.Cas):
                    output.Line("ERROR"u8);
                    break;
                case Verb.Get or Verb.Gets or Verb.Gat or Verb.Gats:
                    ClassicRetrieval.Execute(server, verb, words, output);
                    break;
                case Verb.Stats:
                    StatsReport.Execute(server, words, output);
                    break;
                case Verb.Quit:
                    IsClosed = true;
                    break;
                case >= Verb.Mg:
                    MetaCommands.Execute(server, verb, words, output);
                    break;
                default:
                    ClassicCommands.Execute(server, verb, words, output);
                    break;
            }
        }
    }
}
