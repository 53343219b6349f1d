using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Discovery.Cache;
using Discovery.Cache.Diagnostics;

namespace Discovery.Tests.Topology;

/// <summary>A meter of its own, and everything that was counted on it.</summary>
internal sealed class CountedMeter : IDisposable
{
    private readonly Meter _meter = new(CacheTelemetry.MeterName);
    private readonly MeterListener _listener = new();
    private readonly ConcurrentQueue<(string Instrument, string Tags)> _counts = new();

    public CountedMeter()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, _meter))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) =>
            _counts.Enqueue((instrument.Name, string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}")))));
        _listener.Start();
        Topology = new TopologyMeter(_meter, "c");
    }

    public TopologyMeter Topology { get; }

    /// <summary>The tags of each count on an instrument, oldest first.</summary>
    public IEnumerable<string> Of(string instrument) => _counts.Where(count => count.Instrument == instrument).Select(count => count.Tags);

    public void Dispose()
    {
        _listener.Dispose();
        _meter.Dispose();
    }
}
