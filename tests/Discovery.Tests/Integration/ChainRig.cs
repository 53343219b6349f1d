using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

/// <summary>
/// A whole cache as an application registers it, on a clock that only the test moves. Every limit is wide, so that what happens
/// on real sockets while the clock is moved runs into none of them.
/// </summary>
internal sealed class ChainRig : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(50);

    private readonly ServiceProvider _services;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<NodeChange> _changes = new();
    private readonly Task _follow;

    private ChainRig(Action<IDiscoveryBuilder> use, Action<CacheOptions>? configure, IConfiguration? configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Clock);
        use(configuration is null ? services.AddDiscoveryCache() : services.AddDiscoveryCache(configuration));
        services.Configure<CacheOptions>(options =>
        {
            options.OperationTimeout = options.Connections.ConnectTimeout = TimeSpan.FromMinutes(1);
            options.Watch.Timeout = TimeSpan.FromMinutes(5);
            options.Memory.Ttl = TimeSpan.FromSeconds(1);
            options.Connections.LanesPerNode = 1;
            configure?.Invoke(options);
        });
        _services = services.BuildServiceProvider();
        Nodes = _services.GetRequiredService<NodeDirectory>();
        Client = _services.GetRequiredService<ICacheClient>();
        _follow = FollowAsync();
    }

    public ManualTimeProvider Clock { get; } = new();

    public ICacheClient Client { get; }

    public NodeDirectory Nodes { get; }

    public NodeDirectorySnapshot Known => Nodes.Current;

    /// <summary>What has been told since the first list.</summary>
    public IReadOnlyCollection<NodeChange> Changes => _changes;

    /// <summary>Starts a cache and waits until it has a list and has been connected to every node of it.</summary>
    public static async Task<ChainRig> StartAsync(Action<IDiscoveryBuilder> use, Action<CacheOptions>? configure = null, IConfiguration? configuration = null)
    {
        var rig = new ChainRig(use, configure, configuration);
        await rig.UntilAsync(() => rig.Known.Generation > 0);
        await rig.FillAsync();
        return rig;
    }

    /// <summary>Moves the clock in small steps, each followed by a moment for the sockets, until it is so.</summary>
    public Task UntilAsync(Func<bool> isSo, TimeSpan? step = null, [CallerArgumentExpression(nameof(isSo))] string what = "") =>
        UntilAsync(() => Task.FromResult(isSo()), step, what);

    public async Task UntilAsync(Func<Task<bool>> isSo, TimeSpan? step = null, [CallerArgumentExpression(nameof(isSo))] string what = "")
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!await isSo())
        {
            Assert.False(bound.IsCancellationRequested, $"It did not come to this within {Bound}: {what}; known is {Known.Set}, last failure '{Known.LastFailure}'.");
            Clock.Advance(step ?? Step);
            await Task.Delay(1, CancellationToken.None);
        }
    }

    /// <summary>Moves the clock by a span in the same way.</summary>
    public async Task PassAsync(TimeSpan span, TimeSpan? step = null)
    {
        var end = Clock.GetUtcNow() + span;
        await UntilAsync(() => Clock.GetUtcNow() >= end, step);
    }

    /// <summary>Writes a few hundred keys, so that there is something on every node and a connection to it.</summary>
    public async Task FillAsync()
    {
        var written = await Client.SetManyAsync(Enumerable.Range(0, KeyMap.Filled).Select(i => KeyValuePair.Create(KeyMap.Key(i), i))).AsTask().WaitAsync(Bound);
        Assert.All(written.Values, write => Assert.True(write.IsDone, write.Failure?.ToString()));
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _services.DisposeAsync().AsTask().WaitAsync(Bound);
        await _follow.WaitAsync(Bound);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        try
        {
            await foreach (var change in Nodes.ChangesAsync(_stop.Token))
            {
                // the first list may have been told before anybody could listen
                if (change.Previous.Generation > 0)
                    _changes.Enqueue(change);
            }
        }
        catch (OperationCanceledException)
        {
            // disposed
        }
    }
}
