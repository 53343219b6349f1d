using System.Collections.Concurrent;
using System.Collections.Immutable;
using Discovery.Cache;
using Spectre.Console;

namespace Quickstart;

/// <summary>What is on the screen: the cache, its stream of keys and what has happened so far.</summary>
internal sealed class Stage(ICacheClient client, NodeDirectory directory, KeyStream stream, ConnectionCounter connections)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private readonly ConcurrentQueue<string> _news = new();
    private ImmutableArray<Chapter> _chapters = [];

    public ICacheClient Client => client;

    public NodeDirectory Directory => directory;

    public KeyStream Stream => stream;

    public ConnectionCounter Connections => connections;

    public string Title { get; private set; } = "Looking for nodes";

    public KeyMap? Map { get; set; }

    public IReadOnlyList<Chapter> Chapters => _chapters;

    public void Begin(string title)
    {
        Title = title;
        _news.Enqueue(title);
    }

    public void End(Chapter chapter) => _chapters = _chapters.Add(chapter);

    public bool TryTakeNews(out string? title) => _news.TryDequeue(out title);

    /// <summary>Waits for the first list and stores every key on its nodes; false when no node is found in time.</summary>
    public async Task<bool> WaitForNodesAsync(CancellationToken cancellationToken)
    {
        try
        {
            await directory.WaitForFirstAsync(cancellationToken).WaitAsync(Patience, cancellationToken);
        }
        catch (TimeoutException)
        {
            return false;
        }

        Map = await KeyMap.TakeAsync(client, cancellationToken);
        await stream.FillAsync(cancellationToken);
        return true;
    }

    /// <summary>Shows a cache on real servers for a while.</summary>
    public async Task WatchAsync(int seconds, CancellationToken cancellationToken)
    {
        Begin($"Watching for {seconds} s; add, remove or stop nodes and the source meanwhile");
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(TimeSpan.FromSeconds(seconds));
        try
        {
            await foreach (var change in directory.ChangesAsync(deadline.Token))
            {
                Begin($"{change.Verdict}: +{change.Added.Length} -{change.Removed.Length} {change.Reason}");
                Map = await KeyMap.TakeAsync(client, deadline.Token);
            }
        }
        catch (OperationCanceledException)
        {
            // the time is over
        }
    }

    /// <summary>Prints the sums; the exit code says whether every read was answered by the right value.</summary>
    public int Conclude()
    {
        if (_chapters.Length > 0)
            AnsiConsole.Write(Views.Chapters(_chapters));
        var verdict = $"{stream.Hits:N0} hits, {stream.Misses:N0} misses, {stream.Errors:N0} errors, {stream.Wrong:N0} wrong values";
        if (directory.Current.Set.Count == 0)
            AnsiConsole.MarkupLineInterpolated($"[red]No node was found: {directory.Current.LastFailure}[/]");
        AnsiConsole.MarkupLineInterpolated($"[bold]{verdict}[/]");
        return stream.Errors + stream.Wrong == 0 && stream.Hits > 0 ? 0 : 1;
    }
}
