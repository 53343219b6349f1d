namespace Discovery.Load.Work;

/// <summary>Which cases there are.</summary>
internal static class Catalogue
{
    private static readonly int[] CallerCounts = [1, 8, 64, 256];

    /// <summary>Those that have a number to reach.</summary>
    public static IReadOnlyList<LoadCase> Main { get; } =
    [
        .. CallerCounts.Select(callers => new LoadCase(WorkKind.Get, Sizes.Small, callers)),
        new(WorkKind.Get, Sizes.Small, 64, LargeReaders: 2),
        new(WorkKind.Get, Sizes.Medium, 64),
        new(WorkKind.Get, Sizes.Medium, 256),
        new(WorkKind.GetInto, Sizes.Big, 64),
        new(WorkKind.Set, Sizes.Small, 64),
        new(WorkKind.Set, Sizes.Small, 256),
        new(WorkKind.Miss, Sizes.Small, 64),
        new(WorkKind.Miss, Sizes.Small, 256),
        new(WorkKind.GetMany, Sizes.Small, 1),
        new(WorkKind.GetMany, Sizes.Small, 8),
        new(WorkKind.GetMany, Sizes.Small, 64),
        new(WorkKind.Get, Sizes.Small, 64, Nodes: 3),
        new(WorkKind.Get, Sizes.Small, 256, Nodes: 3),
    ];

    /// <summary>A few, to see that everything works.</summary>
    public static IReadOnlyList<LoadCase> Quick { get; } =
    [
        new(WorkKind.Get, Sizes.Small, 1),
        new(WorkKind.Get, Sizes.Small, 64),
        new(WorkKind.GetInto, Sizes.Big, 64),
        new(WorkKind.Set, Sizes.Medium, 64),
        new(WorkKind.Mixed, Sizes.Small, 64),
        new(WorkKind.Miss, Sizes.Small, 64),
        new(WorkKind.GetMany, Sizes.Small, 8),
        new(WorkKind.Get, Sizes.Small, 64, Nodes: 3),
        new(WorkKind.Get, Sizes.Small, 64, LargeReaders: 2),
    ];

    /// <summary>Every kind with every size, number of callers and number of nodes that make sense together.</summary>
    public static IReadOnlyList<LoadCase> All { get; } =
    [
        .. from nodes in new[] { 1, 3 }
           from callers in CallerCounts
           from work in Works
           where nodes == 1 || work.Kind != WorkKind.GetMany
           select new LoadCase(work.Kind, work.Size, callers, nodes),
        new(WorkKind.Get, Sizes.Small, 64, LargeReaders: 2),
    ];

    private static IEnumerable<(WorkKind Kind, int Size)> Works =>
    [
        .. new[] { Sizes.Small, Sizes.Medium, Sizes.Big, Sizes.Large }.Select(size => (WorkKind.Get, size)),
        .. new[] { Sizes.Big, Sizes.Large }.Select(size => (WorkKind.GetInto, size)),
        .. new[] { Sizes.Small, Sizes.Medium }.Select(size => (WorkKind.Set, size)),
        .. new[] { Sizes.Small, Sizes.Medium }.Select(size => (WorkKind.Mixed, size)),
        (WorkKind.Miss, Sizes.Small),
        (WorkKind.GetMany, Sizes.Small),
    ];
}
