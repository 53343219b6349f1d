namespace Discovery.Cache.Memcached.Connections;

/// <summary>The batches of completions under way, each with what the clock last saw of it.</summary>
internal sealed class BatchWatch
{
    private readonly Lock _gate = new();
    private readonly List<Entry> _entries = [];

    public void Add(CompletionBatch batch)
    {
        lock (_gate)
            _entries.Add(new Entry(batch, batch.Epoch, -1));
    }

    /// <summary>Sends help to every batch that has not moved since the last look.</summary>
    /// <returns>Whether any is under way.</returns>
    public bool Look()
    {
        lock (_gate)
        {
            _entries.RemoveAll(static entry => entry.IsOver || !entry.Batch.HasWaiting);
            foreach (ref var entry in System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_entries))
            {
                var started = entry.Batch.Started;
                // one that has not begun waits for a thread, and a second request would wait behind it
                if (started == entry.Started && started > 0)
                    entry.Batch.Help();
                entry.Started = started;
            }

            return _entries.Count > 0;
        }
    }

    private record struct Entry(CompletionBatch Batch, int Epoch, int Started)
    {
        public readonly bool IsOver => Batch.Epoch != Epoch;
    }
}
