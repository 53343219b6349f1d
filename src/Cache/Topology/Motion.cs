namespace Discovery.Cache.Topology;

/// <summary>Tells whether the cluster is in motion: a listed node is down, or the list has changed within the last short TTL. For one caller at a time.</summary>
internal sealed class Motion(NodeDirectory directory, TopologyContext context)
{
    private long _generation;
    private long? _changedAt;

    public bool IsOn()
    {
        var generation = directory.Current.Generation;
        // the first list is no change: a start of many processes must not become a storm of polls
        if (generation != _generation && _generation > 0)
            _changedAt = context.Clock.GetTimestamp();
        _generation = generation;
        return context.HasNodeDown() || (_changedAt is { } at && context.Clock.GetElapsedTime(at) < context.Options().Memory.Ttl);
    }
}
