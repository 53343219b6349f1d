using System.Collections.Concurrent;
using Discovery.Cache;

namespace Discovery.Tests.Topology;

/// <summary>Everything a directory raised since it was made.</summary>
internal sealed class EventLog
{
    private readonly ConcurrentQueue<NodeChange> _seen = new();

    public EventLog(NodeDirectory directory)
    {
        var changes = directory.ChangesAsync().GetAsyncEnumerator();
        var first = changes.MoveNextAsync(); // subscribes here, before anything can happen
        Completed = ReadAsync(changes, first);
    }

    public Task Completed { get; }

    public IReadOnlyList<NodeChange> All => [.. _seen];

    public IEnumerable<NodeVerdict> Verdicts => All.Select(change => change.Verdict);

    /// <summary>Waits until so many events came, and fails when there are more.</summary>
    public async Task ExpectAsync(params NodeVerdict[] verdicts)
    {
        await TopologyHarness.UntilAsync(() => _seen.Count >= verdicts.Length, $"{verdicts.Length} events, have {string.Join(',', Verdicts)}");
        await Task.Yield();
        Assert.Equal(verdicts, Verdicts);
    }

    private async Task ReadAsync(IAsyncEnumerator<NodeChange> changes, ValueTask<bool> next)
    {
        while (await next)
        {
            _seen.Enqueue(changes.Current);
            next = changes.MoveNextAsync();
        }
    }
}
