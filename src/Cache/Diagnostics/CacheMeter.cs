using System.Diagnostics.Metrics;

namespace Discovery.Cache.Diagnostics;

/// <summary>The instruments of one cache.</summary>
internal sealed class CacheMeter : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _connectionsOpened;

    public CacheMeter(IMeterFactory? factory)
    {
        _meter = factory?.Create(CacheTelemetry.MeterName) ?? new Meter(CacheTelemetry.MeterName);
        _connectionsOpened = _meter.CreateCounter<long>(CacheTelemetry.ConnectionsOpened, "{connection}", "Connections made to nodes.");
    }

    public void ConnectionOpened(Node node) => _connectionsOpened.Add(1, new KeyValuePair<string, object?>(CacheTelemetry.NodeTag, node.Name));

    /// <summary>The instruments of its node lists.</summary>
    public TopologyMeter ForTopology(string cache) => new(_meter, cache);

    public void Dispose() => _meter.Dispose();
}
