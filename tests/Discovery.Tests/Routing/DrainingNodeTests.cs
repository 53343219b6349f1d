using System.Collections.Concurrent;
using System.Net.Sockets;
using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Routing;
using Discovery.Testing;
using Discovery.Tests.Memcached;
using Microsoft.Extensions.Logging.Abstractions;

namespace Discovery.Tests.Routing;

/// <summary>What becomes of a node that leaves the list, on a clock that the test moves and without a network.</summary>
public sealed class DrainingNodeTests : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly ManualTimeProvider _clock = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource> _closed = new();
    private readonly SemaphoreSlim _dialled = new(0);
    private readonly List<MemcachedNode> _opened = [];
    private readonly OperationClock _operations;
    private readonly Router _router;
    private volatile bool _refuse;

    public DrainingNodeTests()
    {
        _operations = new OperationClock(_clock);
        _router = new Router(Open, () => Grace);
    }

    [Fact]
    public async Task OnNodes_GoneAndBackWithinTheGrace_KeepsTheNode()
    {
        await TellAsync("a:1", "b:2");
        var before = NodeOf("b:2");
        await TellAsync("a:1");
        _clock.Advance(Grace / 2);
        await TellAsync("a:1", "b:2");
        Assert.Same(before, NodeOf("b:2"));
        _clock.Advance(Grace * 3);
        Assert.Equal(2, _opened.Count);
        Assert.False(Closed("b:2").IsCompleted);
    }

    [Fact]
    public async Task OnNodes_GoneForTheGrace_ClosesAndOpensAnother()
    {
        await TellAsync("a:1", "b:2");
        var before = NodeOf("b:2");
        await TellAsync("a:1");
        _clock.Advance(Grace);
        await Closed("b:2").WaitAsync(Bound);
        await TellAsync("a:1", "b:2");
        Assert.NotSame(before, NodeOf("b:2"));
        Assert.False(Closed("a:1").IsCompleted);
    }

    [Fact]
    public async Task OnNodes_BackAndGoneAgain_ClosesAGraceAfterTheLastTime()
    {
        await TellAsync("a:1", "b:2");
        await TellAsync("a:1");
        _clock.Advance(Grace * 0.9);
        await TellAsync("a:1", "b:2");
        await TellAsync("a:1");
        _clock.Advance(Grace * 0.9);
        Assert.False(Closed("b:2").IsCompleted);
        _clock.Advance(Grace * 0.1);
        await Closed("b:2").WaitAsync(Bound);
        Assert.Equal(2, _opened.Count);
    }

    [Fact]
    public async Task OnNodes_BackAtAnotherAddress_OpensAnother()
    {
        await TellAsync("a:1", "b:2");
        var before = NodeOf("b:2");
        await TellAsync("a:1");
        _router.OnNodes(new NodeSet([Node.Parse("a:1"), new Node("c", 3, name: "b:2")]), 3);
        Assert.NotSame(before, NodeOf("b:2"));
    }

    [Fact]
    public async Task OnNodes_BackWhileItIsDown_OpensAnotherThatDialsAtOnce()
    {
        _refuse = true;
        await TellAsync("a:1", "b:2");
        var before = NodeOf("b:2");
        await LaneRig.UntilAsync(() => before.IsDown);
        await TellAsync("a:1");
        _refuse = false;
        await TellAsync("a:1", "b:2");
        Assert.NotSame(before, NodeOf("b:2"));
    }

    [Fact]
    public async Task DisposeAsync_WhileNodesDrain_ClosesThemAtOnce()
    {
        await TellAsync("a:1", "b:2");
        await TellAsync("a:1");
        await _router.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.True(Closed("a:1").IsCompleted);
        Assert.True(Closed("b:2").IsCompleted);
    }

    public async ValueTask DisposeAsync()
    {
        await _router.DisposeAsync().AsTask().WaitAsync(Bound);
        _operations.Dispose();
        _dialled.Dispose();
    }

    // a node that is closed before it dials would never be seen to close
    private async Task TellAsync(params string[] nodes)
    {
        var before = _opened.Count;
        _router.OnNodes(new NodeSet(nodes.Select(Node.Parse)), (_router.Table?.Generation ?? 0) + 1);
        for (var i = before; i < _opened.Count; i++)
            Assert.True(await _dialled.WaitAsync(Bound));
    }

    private MemcachedNode NodeOf(string name) => _router.Table!.Nodes.Single(node => node.Node.Name == name);

    private Task Closed(string node) => ClosedSource(Node.Parse(node)).Task;

    private TaskCompletionSource ClosedSource(Node node) =>
        _closed.GetOrAdd(node.Port, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    private MemcachedNode Open(Node node)
    {
        var environment = new NodeEnvironment(_clock, () => 0.5, DialAsync, NullLogger.Instance);
        var options = new ConnectionOptions { LanesPerNode = 1, ConnectTimeout = TimeSpan.FromMinutes(1) };
        _opened.Add(new MemcachedNode(new LaneContext(node, options, () => Grace, _operations, environment)));
        return _opened[^1];
    }

    // dials until the node is closed, unless it is refused
    private async ValueTask<Transport> DialAsync(Node node, CancellationToken cancellationToken)
    {
        _dialled.Release();
        if (_refuse)
            throw new SocketException((int)SocketError.ConnectionRefused);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            throw new InvalidOperationException("Never.");
        }
        finally
        {
            ClosedSource(node).TrySetResult();
        }
    }
}
