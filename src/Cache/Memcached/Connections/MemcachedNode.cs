namespace Discovery.Cache.Memcached.Connections;

/// <summary>One server with its lanes. Lives as long as the node list has it under the same name and address.</summary>
internal sealed class MemcachedNode : IAsyncDisposable
{
    private readonly LaneContext _context;
    private readonly Lane[] _lanes;

    public MemcachedNode(LaneContext context)
    {
        _context = context;
        _lanes = new Lane[context.Options.LanesPerNode];
        for (var i = 0; i < _lanes.Length; i++)
            _lanes[i] = new Lane(context);
    }

    public Node Node => _context.Node;

    public TimeProvider Time => _context.Time;

    /// <summary>Whether a connection to it could not be made, at the last attempt.</summary>
    public bool IsDown => Array.Exists(_lanes, lane => lane.State.Down is not null);

    /// <summary>Why none of its connections works; null while one does or is being made.</summary>
    public CacheFailure? Down
    {
        get
        {
            CacheFailure? down = null;
            foreach (var lane in _lanes)
            {
                if ((down = lane.State.Down) is null)
                    return null;
            }

            return down;
        }
    }

    /// <summary>Sends on the lane that the hash selects, so that operations on one key keep their order.</summary>
    public ValueTask<Outcome> SendAsync(PendingOperation operation, uint hash, CancellationToken cancellationToken) =>
        _lanes[_lanes.Length == 1 ? 0 : hash % (uint)_lanes.Length].SendAsync(operation, cancellationToken);

    /// <summary>Whether connections to the node described can serve another description: same name, dialled alike.</summary>
    public bool Serves(Node other) =>
        string.Equals(Node.Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Node.Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && Node.Port == other.Port
        && Equals(Node.Address, other.Address);

    public async ValueTask DisposeAsync()
    {
        foreach (var lane in _lanes)
            await lane.DisposeAsync().ConfigureAwait(false);
    }
}
