using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Discovery.Cache;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Hears of every connection that one cache opens, by the counter that a user would watch.</summary>
internal sealed class ConnectionCounter : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<string, long> _opened = new(StringComparer.Ordinal);

    /// <param name="meters">The factory of the cache's own container; other caches of the process have others.</param>
    public ConnectionCounter(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == CacheTelemetry.ConnectionsOpened && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>(Add);
        _listener.Start();
    }

    /// <summary>How many were opened to a node.</summary>
    public long To(string node) => _opened.GetValueOrDefault(node);

    public void Dispose() => _listener.Dispose();

    private void Add(Instrument instrument, long count, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state)
    {
        foreach (var tag in tags)
        {
            if (tag.Key == CacheTelemetry.NodeTag)
                _opened.AddOrUpdate((string)tag.Value!, count, (_, before) => before + count);
        }
    }
}
