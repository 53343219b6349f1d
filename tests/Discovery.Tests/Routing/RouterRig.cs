using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Routing;
using Discovery.Testing;
using Discovery.Tests.Memcached;
using Microsoft.Extensions.Logging.Abstractions;

namespace Discovery.Tests.Routing;

/// <summary>A router whose nodes are dialled into scripted transports.</summary>
internal sealed class RouterRig : IAsyncDisposable
{
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private readonly OperationClock _clock;
    private readonly Lock _gate = new();
    private readonly List<(Node Node, ScriptedTransport Transport)> _dialled = [];

    public RouterRig()
    {
        _clock = new OperationClock(Time);
        Router = new Router(Open, () => Grace);
    }

    public ManualTimeProvider Time { get; } = new();

    public Router Router { get; }

    public int Opened { get; private set; }

    public int OpenTransports
    {
        get
        {
            lock (_gate)
                return _dialled.Count(item => !item.Transport.IsClosed);
        }
    }

    /// <summary>Answers what the one open connection to a host is asked.</summary>
    public async Task AnswerAsync(string host, string reply)
    {
        var transport = Of(host).Single(transport => !transport.IsClosed);
        await transport.WaitForSendAsync(sent => sent.Length > 0);
        transport.Feed(reply);
    }

    public static NodeSet Set(params string[] names) => new(names.Select(name => new Node(name, 11211, name)));

    public MemcachedNode NodeNamed(string name) => Router.Table!.Nodes.Single(node => string.Equals(node.Node.Name, name, StringComparison.Ordinal));

    /// <summary>The only transport dialled for a host; waits for it.</summary>
    public async Task<ScriptedTransport> TransportOfAsync(string host)
    {
        await LaneRig.UntilAsync(() => Of(host).Length > 0);
        return Assert.Single(Of(host));
    }

    public MemcachedNode Open(Node node)
    {
        Opened++;
        var environment = new NodeEnvironment(Time, () => 1, DialAsync, NullLogger.Instance);
        var options = new ConnectionOptions { LanesPerNode = 1, ConnectTimeout = Timeout.InfiniteTimeSpan };
        return new MemcachedNode(new LaneContext(node, options, () => TimeSpan.FromSeconds(1), _clock, environment));
    }

    public async ValueTask DisposeAsync()
    {
        await Router.DisposeAsync().AsTask().WaitAsync(LaneRig.Bound);
        _clock.Dispose();
    }

    private ScriptedTransport[] Of(string host)
    {
        lock (_gate)
            return [.. _dialled.Where(item => string.Equals(item.Node.Host, host, StringComparison.Ordinal)).Select(item => item.Transport)];
    }

    private ValueTask<Transport> DialAsync(Node node, CancellationToken cancellationToken)
    {
        var transport = new ScriptedTransport();
        lock (_gate)
            _dialled.Add((node, transport));
        return new ValueTask<Transport>(transport);
    }
}
