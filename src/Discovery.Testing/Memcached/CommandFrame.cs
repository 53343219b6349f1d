namespace Discovery.Testing.Memcached;

/// <summary>One command line in the input, and what follows it there.</summary>
internal readonly ref struct CommandFrame(Verb verb, ReadOnlySpan<byte> line, Tokens words, ReadOnlySpan<byte> input, int lineEnd)
{
    public readonly Verb Verb = verb;

    /// <summary>The line without its end.</summary>
    public readonly ReadOnlySpan<byte> Line = line;

    /// <summary>The words behind the verb.</summary>
    public readonly Tokens Words = words;

    /// <summary>Everything received from the start of the line on.</summary>
    public readonly ReadOnlySpan<byte> Input = input;

    /// <summary>Where in <see cref="Input"/> the data block begins.</summary>
    public readonly int LineEnd = lineEnd;
}
