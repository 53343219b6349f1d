using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Routing;
using Discovery.Cache.Topology;
using Discovery.Cache.Values;
using Microsoft.Extensions.Caching.Memory;

namespace Discovery.Cache.Client;

/// <summary>One running cache: owns the watcher, the connections and the timer, and stops them in that order.</summary>
internal sealed class CacheInstance : IAsyncDisposable, IDisposable
{
    private readonly LiveOptions _options;
    private readonly IMemoryCache _memory;
    private readonly NodeWatcher _watcher;
    private readonly Router _router;
    private readonly OperationClock _clock;
    private readonly Lazy<Task> _stopped;

    public CacheInstance(TopologyContext topology, LiveOptions options, NodeEnvironment environment, ICacheSerializer serializer)
    {
        _options = options;
        _memory = topology.Memory;
        _clock = new OperationClock(environment.Time);
        _stopped = new Lazy<Task>(StopAsync);
        (_watcher, Directory) = TopologyBuilder.Build(topology with { HasNodeDown = () => DownNodes.Any(), Answers = Answers });
        environment = environment with { Complain = _watcher.Complain };
        _router = new Router(node => Open(node, environment), () => options.Options.OperationTimeout);
        Directory.Attach(_router);
        Client = new CacheClient(new OperationSender(_router, environment.Time, () => options.Settings), new ValueCodec(serializer));
        _watcher.Start();
    }

    public NodeDirectory Directory { get; }

    public CacheOptions Options => _options.Options;

    /// <summary>The listed nodes that cannot be reached, with the reason.</summary>
    public IEnumerable<CacheFailure> DownNodes => (_router.Table?.Nodes ?? []).Select(node => node.Down).OfType<CacheFailure>();

    public ICacheClient Client { get; }

    public async ValueTask DisposeAsync() => await _stopped.Value.ConfigureAwait(false);

    /// <summary>Begins to stop; <see cref="DisposeAsync"/> also waits for the end.</summary>
    public void Dispose() => _ = _stopped.Value;

    private bool Answers(string name) =>
        _router.Table?.Nodes.FirstOrDefault(node => string.Equals(node.Node.Name, name, StringComparison.Ordinal)) is { Down: null };

    private MemcachedNode Open(Node node, NodeEnvironment environment)
    {
        return new MemcachedNode(new LaneContext(node, _options.Options.Connections, () => _options.Options.OperationTimeout, _clock, environment));
    }

    private async Task StopAsync()
    {
        _options.Dispose();
        await _watcher.DisposeAsync().ConfigureAwait(false);
        await _router.DisposeAsync().ConfigureAwait(false);
        _clock.Dispose();
        _memory.Dispose();
    }
}
