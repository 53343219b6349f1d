namespace Discovery.Testing.Memcached;

/// <summary>Walks the words of a command line; only blanks separate them.</summary>
internal ref struct Tokens(ReadOnlySpan<byte> line)
{
    private ReadOnlySpan<byte> _rest = line;

    /// <summary>What has not been read yet, without leading blanks.</summary>
    public ReadOnlySpan<byte> Rest => _rest = _rest.TrimStart((byte)' ');

    public bool IsEmpty => Rest.IsEmpty;

    /// <summary>The next word; empty when there is none.</summary>
    public ReadOnlySpan<byte> Next()
    {
        var rest = Rest;
        var end = rest.IndexOf((byte)' ');
        var word = end < 0 ? rest : rest[..end];
        _rest = rest[word.Length..];
        return word;
    }

    /// <summary>How many words are left.</summary>
    public readonly int Count()
    {
        var copy = this;
        var count = 0;
        while (!copy.Next().IsEmpty)
            count++;
        return count;
    }

    /// <summary>Whether the last word is <c>noreply</c>.</summary>
    public readonly bool EndInNoReply()
    {
        var text = _rest.TrimEnd((byte)' ');
        return text.EndsWith("noreply"u8) && (text.Length == 7 || text[^8] == (byte)' ');
    }
}
