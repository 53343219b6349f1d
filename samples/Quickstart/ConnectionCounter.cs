using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Discovery.Cache;

namespace Quickstart;

/// <summary>Counts the connections that the cache opens, by node, as any metrics listener would.</summary>
internal sealed class ConnectionCounter : IDisposable
{
    private readonly ConcurrentDictionary<string, long> _opened = new(StringComparer.Ordinal);
    private readonly MeterListener _listener = new();

    public ConnectionCounter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (string.Equals(instrument.Meter.Name, CacheTelemetry.MeterName, StringComparison.Ordinal)
                && string.Equals(instrument.Name, CacheTelemetry.ConnectionsOpened, StringComparison.Ordinal))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, count, tags, _) =>
        {
            foreach (var (key, value) in tags)
            {
                if (string.Equals(key, CacheTelemetry.NodeTag, StringComparison.Ordinal))
                    _opened.AddOrUpdate((string)value!, count, (_, before) => before + count);
            }
        });
        _listener.Start();
    }

    public IReadOnlyDictionary<string, long> Snapshot() => new Dictionary<string, long>(_opened, StringComparer.Ordinal);

    public long Opened(string node) => _opened.GetValueOrDefault(node);

    public void Dispose() => _listener.Dispose();
}
