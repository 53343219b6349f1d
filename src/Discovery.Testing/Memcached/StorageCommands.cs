namespace Discovery.Testing.Memcached;

/// <summary>The commands with a data block, in both dialects.</summary>
internal sealed class StorageCommands(ServerContext server)
{
    private const int LineEndLength = 2;
    private readonly byte[] _keyScratch = new byte[MetaCommand.MaxKeyLength];

    /// <summary>How many bytes the step needs that returned 0.</summary>
    public int Wanted { get; private set; }

    /// <summary>How many bytes of a refused data block are still to come.</summary>
    public long ToSwallow { get; private set; }

    public int Swallow(int available)
    {
        var taken = (int)Math.Min(ToSwallow, available);
        ToSwallow -= taken;
        return taken;
    }

    /// <summary>Executes the command; returns how many bytes it took, 0 when its block is incomplete.</summary>
    public int Step(scoped in CommandFrame frame, ReplyWriter output)
    {
        var meta = default(MetaCommand);
        var request = default(StoreRequest);
        var error = frame.Verb == Verb.Ms
            ? ParseMeta(frame.Words, ref meta, ref request, out var hasBlock)
            : ClassicStorage.Parse(frame.Verb, frame.Words, out hasBlock, ref request);
        if (!error.IsEmpty)
            return Refuse(frame, hasBlock ? request.Length : null, IsSilent(frame, request) ? default : error, output);
        if (request.Size > server.Store.MaxItemBytes)
            return RefuseTooLarge(frame, request, output);
        var total = (long)frame.LineEnd + request.Length + LineEndLength;
        if (frame.Input.Length < total)
        {
            Wanted = (int)total;
            return 0;
        }

        if (!IsScripted(frame.Line, output))
            Store(frame, request, meta, output);
        return (int)total;
    }

    // noreply hides even errors; the q of meta commands hides only success
    private static bool IsSilent(scoped in CommandFrame frame, scoped in StoreRequest request) => request.Quiet && frame.Verb != Verb.Ms;

    private static bool DeletesOldValue(Verb verb) => verb is Verb.Set or Verb.Ms;

    private ReadOnlySpan<byte> ParseMeta(Tokens words, ref MetaCommand meta, ref StoreRequest request, out bool hasBlock)
    {
        var error = MetaSet.Parse(words, server.Profile, _keyScratch, ref meta, ref request);
        hasBlock = error is not (MetaError.BadLine or MetaError.TooManyFlags);
        return error == MetaError.None ? default : MetaErrors.Text(error, Verb.Ms);
    }

    private int Refuse(scoped in CommandFrame frame, int? blockLength, scoped ReadOnlySpan<byte> error, ReplyWriter output)
    {
        ToSwallow = blockLength is { } length ? (long)length + LineEndLength : 0;
        if (!IsScripted(frame.Line, output) && !error.IsEmpty)
            output.Line(error);
        return frame.LineEnd;
    }

    private int RefuseTooLarge(scoped in CommandFrame frame, scoped in StoreRequest request, ReplyWriter output)
    {
        lock (server.Store.Gate)
        {
            // what was there must not outlive the attempt to replace it
            if (DeletesOldValue(frame.Verb) && server.Store.Find(request.Key) is { } old)
                server.Store.Remove(old);
        }

        return Refuse(frame, request.Length, IsSilent(frame, request) ? default : "SERVER_ERROR object too large for cache"u8, output);
    }

    private void Store(scoped in CommandFrame frame, scoped in StoreRequest request, scoped in MetaCommand meta, ReplyWriter output)
    {
        var block = frame.Input.Slice(frame.LineEnd, request.Length + LineEndLength);
        if (!block.EndsWith("\r\n"u8))
        {
            if (!IsSilent(frame, request))
                output.Line("CLIENT_ERROR bad data chunk"u8);
            return;
        }

        StoreOutcome outcome;
        ulong cas;
        lock (server.Store.Gate)
            outcome = server.Store.Store(request, block[..request.Length], out cas);
        if (frame.Verb == Verb.Ms)
            MetaSet.Answer(outcome, cas, meta, output);
        else
            ClassicStorage.Answer(outcome, request.Quiet, output);
    }

    private bool IsScripted(ReadOnlySpan<byte> line, ReplyWriter output)
    {
        if (server.Script.TakeFor(line) is not { } reply)
            return false;
        output.Add(reply);
        return true;
    }
}
