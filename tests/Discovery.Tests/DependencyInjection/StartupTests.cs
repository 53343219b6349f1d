using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.DependencyInjection;

/// <summary>What the start of a host does about the first list; time is the host's clock, moved by hand.</summary>
public sealed class StartupTests : IAsyncDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);
    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedNodeSource _source = new("Fake");
    private IHost? _host;

    public async ValueTask DisposeAsync()
    {
        if (_host is null)
            return;
        await _host.StopAsync().WaitAsync(Bound);
        _host.Dispose();
    }

    [Fact]
    public async Task Serve_NoList_StartsAtOnceAndOperationsAreUnavailableAfterTheirTimeOut()
    {
        await Start(CacheStartup.Serve).WaitAsync(Bound);
        var read = Client.GetAsync<string>("k").AsTask();
        await UntilAsync(() => _clock.ArmedTimers == 2); // the watcher's backoff and the operation's time-out
        Assert.False(read.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var failure = (await read.WaitAsync(Bound)).Failure!;
        Assert.Equal(CacheFailureReason.NoNodes, failure.Reason);
        Assert.True(failure.NeverSent);
    }

    [Fact]
    public async Task Serve_ListComesLater_HealsByItself()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        await Start(CacheStartup.Serve).WaitAsync(Bound);
        await UntilAsync(() => Directory.Current.LastFailure is not null && _clock.ArmedTimers == 1);
        _source.SetNodes(server.Node);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await Directory.WaitForFirstAsync().WaitAsync(Bound);
        Assert.True((await Client.SetAsync("k", "v").AsTask().WaitAsync(Bound)).IsDone);
    }

    [Theory]
    [InlineData(CacheStartup.WaitUpTo)]
    [InlineData(CacheStartup.FailFast)]
    public async Task Wait_ListInTime_StartsTheMomentItIsKnown(CacheStartup mode)
    {
        _source.Hold();
        var start = Start(mode);
        await _source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        Assert.False(start.IsCompleted);
        _source.SetNodes(Node.Parse("127.0.0.1:1"));
        _source.Release();
        await start.WaitAsync(Bound);
        Assert.Equal(1, Directory.Current.Generation);
    }

    [Fact]
    public async Task WaitUpTo_NoList_StartsAllTheSameWhenTheTimeIsOver()
    {
        var start = Start(CacheStartup.WaitUpTo);
        await UntilAsync(() => _clock.ArmedTimers == 2);
        _clock.Advance(Limit - TimeSpan.FromMilliseconds(1));
        Assert.False(start.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await start.WaitAsync(Bound);
        Assert.Equal(0, Directory.Current.Generation);
    }

    [Fact]
    public async Task FailFast_NoList_FailsTheHostWithTheSourcesReason()
    {
        _source.Fail(new NodeSourceException(NodeSourceFailure.Configuration, "the token lacks node:read"));
        var start = Start(CacheStartup.FailFast);
        await UntilAsync(() => _clock.ArmedTimers == 2);
        _clock.Advance(Limit);
        var exception = await Assert.ThrowsAsync<CacheStartupException>(() => start.WaitAsync(Bound));
        Assert.Equal("The cache knew no node within StartupTimeout (00:00:05): the token lacks node:read", exception.Message);
        Assert.IsType<TimeoutException>(exception.InnerException);
    }

    [Fact]
    public async Task FailFast_SourceSaysNothingAtAll_NamesTheCache()
    {
        _source.Hold();
        var start = Start(CacheStartup.FailFast, "sessions");
        await UntilAsync(() => _clock.ArmedTimers == 2);
        _clock.Advance(Limit);
        var exception = await Assert.ThrowsAsync<CacheStartupException>(() => start.WaitAsync(Bound));
        Assert.Equal("Cache 'sessions' knew no node within StartupTimeout (00:00:05): no source has answered yet", exception.Message);
    }

    [Fact]
    public async Task FailFast_ListFromTheFile_IsEnough()
    {
        await using var before = new Topology.TopologyHarness(A, B) { Clock = _clock };
        await before.StartAsync();
        await before.Built.Watcher.DisposeAsync();
        _source.Scope = before.Source.Scope;
        await Start(CacheStartup.FailFast, configure: options => options.File.Path = before.FilePath).WaitAsync(Bound);
        Assert.Equal((NodeListOrigin.File, 2), (Directory.Current.Origin, Directory.Current.Set.Count));
    }

    [Fact]
    public async Task Wait_HostGivesUp_EndsWithIt()
    {
        using var stop = new CancellationTokenSource();
        _source.Hold();
        var start = Start(CacheStartup.WaitUpTo, cancellationToken: stop.Token);
        await _source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(Bound));
    }

    private ICacheClient Client => _host!.Services.GetRequiredService<ICacheClient>();

    private NodeDirectory Directory => _host!.Services.GetRequiredService<NodeDirectory>();

    private Task Start(CacheStartup mode, string name = "", Action<CacheOptions>? configure = null, CancellationToken cancellationToken = default)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton<TimeProvider>(_clock);
        builder.Services.AddDiscoveryCache(name, options =>
        {
            (options.Startup, options.StartupTimeout) = (mode, Limit);
            configure?.Invoke(options);
        }).UseSource(_source);
        _host = builder.Build();
        return _host.StartAsync(cancellationToken);
    }
}
