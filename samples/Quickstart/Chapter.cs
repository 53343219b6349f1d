namespace Quickstart;

/// <summary>One step of the story with what was counted in it.</summary>
internal sealed record Chapter(string Title)
{
    public string Nodes { get; init; } = "";

    public string Origin { get; init; } = "";

    public double? Moved { get; init; }

    public double? Ideal { get; init; }

    public long Hits { get; init; }

    public long Misses { get; init; }

    public long Errors { get; init; }

    public int Kept { get; init; }

    public long Opened { get; init; }
}
