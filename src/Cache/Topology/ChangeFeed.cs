using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Discovery.Cache.Topology;

/// <summary>Gives each observer a bounded queue of its own, so that none can hold up the watcher or another observer.</summary>
internal sealed class ChangeFeed
{
    public const int Capacity = 64;

    private readonly Lock _gate = new();
    private readonly List<Channel<NodeChange>> _observers = [];
    private bool _completed;

    public void Publish(NodeChange change)
    {
        lock (_gate)
        {
            foreach (var observer in _observers)
                observer.Writer.TryWrite(change);
        }
    }

    public void Complete()
    {
        lock (_gate)
        {
            _completed = true;
            foreach (var observer in _observers)
                observer.Writer.TryComplete();
        }
    }

    public async IAsyncEnumerable<NodeChange> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var channel = Subscribe();
        try
        {
            await foreach (var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false))
                yield return change;
        }
        finally
        {
            lock (_gate)
                _observers.Remove(channel);
        }
    }

    private Channel<NodeChange> Subscribe()
    {
        var channel = Channel.CreateBounded<NodeChange>(new BoundedChannelOptions(Capacity) { FullMode = BoundedChannelFullMode.DropOldest });
        lock (_gate)
        {
            if (_completed)
                channel.Writer.TryComplete();
            else
                _observers.Add(channel);
        }

        return channel;
    }
}
