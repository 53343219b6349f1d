using Discovery.Cache;

namespace Quickstart;

/// <summary>A cluster's life in a quarter of a minute: it starts, grows, shrinks, loses its source and finds it again.</summary>
internal sealed class Story(Stage stage, Playground playground)
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public async Task PlayAsync(CancellationToken cancellationToken)
    {
        await ChapterAsync("Three nodes, discovered through the configuration endpoint", () => Task.CompletedTask, cancellationToken);
        await ChapterAsync("A node is added", async () =>
        {
            await playground.AddAsync();
            await UntilAsync(now => now.Set.Count == 4, cancellationToken);
        }, cancellationToken);
        await ChapterAsync("A node is removed", async () =>
        {
            var (_, stopAsync) = playground.Delist();
            await UntilAsync(now => now.Set.Count == 3, cancellationToken);
            await Task.Delay(Look / 2, cancellationToken);
            await stopAsync();
        }, cancellationToken);
        await ChapterAsync("The source is cut off, the list comes from the file", async () =>
        {
            await playground.CutAsync();
            await UntilAsync(now => now.Origin == NodeListOrigin.File, cancellationToken);
        }, cancellationToken);
        await ChapterAsync("The source is back", async () =>
        {
            await playground.MendAsync();
            await UntilAsync(now => now.Origin == NodeListOrigin.Source, cancellationToken);
        }, cancellationToken);
    }

    private async Task ChapterAsync(string title, Func<Task> happen, CancellationToken cancellationToken)
    {
        stage.Begin(title);
        var before = stage.Map!;
        var names = Names();
        var opened = stage.Connections.Snapshot();
        var (hits, misses, errors) = (stage.Stream.Hits, stage.Stream.Misses, stage.Stream.Errors);
        await happen();
        stage.Map = await KeyMap.TakeAsync(stage.Client, cancellationToken);
        await Task.Delay(Look, cancellationToken);
        var now = Names();
        stage.End(new Chapter(title)
        {
            Nodes = $"{now.Count}",
            Origin = $"{stage.Directory.Current.Origin}, {stage.Directory.Current.Age?.TotalSeconds:0.0} s",
            Moved = now.SetEquals(names) ? null : stage.Map.MovedSince(before),
            Ideal = now.SetEquals(names) ? null : 1.0 / Math.Max(names.Count, now.Count),
            Hits = stage.Stream.Hits - hits,
            Misses = stage.Stream.Misses - misses,
            Errors = stage.Stream.Errors - errors,
            Kept = now.Count(node => names.Contains(node) && stage.Connections.Opened(node) == opened.GetValueOrDefault(node)),
            Opened = stage.Connections.Snapshot().Sum(pair => pair.Value - opened.GetValueOrDefault(pair.Key)),
        });
    }

    private HashSet<string> Names() => [.. stage.Directory.Current.Set.Nodes.Select(node => node.Name)];

    private async Task UntilAsync(Func<NodeDirectorySnapshot, bool> reached, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        while (!reached(stage.Directory.Current))
            await Task.Delay(TimeSpan.FromMilliseconds(20), limit.Token);
    }
}
