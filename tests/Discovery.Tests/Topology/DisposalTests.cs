using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

/// <summary>T53: whatever is under way, the end comes within a second and nothing follows.</summary>
public sealed class DisposalTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Theory]
    [InlineData("poll")]
    [InlineData("blocking query")]
    [InlineData("backoff")]
    [InlineData("connect")]
    [InlineData("operation")]
    public async Task T53_WhateverIsUnderWay_EndsWithinASecondAndNothingFollows(string busy)
    {
        var clock = new ManualTimeProvider();
        await using var server = await EmbeddedMemcached.StartAsync();
        var source = new ScriptedNodeSource("Fake", server.Node);
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDiscoveryCache().UseSource(source);
        if (busy is "connect")
            server.Pause();
        source.WaitsForChange = busy is "blocking query";
        if (busy is "poll")
            source.Hold();
        if (busy is "backoff")
            source.Fail(new NodeSourceException("down"));
        var provider = services.BuildServiceProvider();
        var events = new EventLog(provider.GetRequiredService<NodeDirectory>());
        var operation = await KeepBusyAsync(busy, provider, source, server);

        var start = TimeProvider.System.GetTimestamp();
        await provider.DisposeAsync().AsTask().WaitAsync(Bound);
        Assert.InRange(TimeProvider.System.GetElapsedTime(start), TimeSpan.Zero, Second);
        await events.Completed.WaitAsync(Bound);
        Assert.Equal(busy is "operation" ? CacheFailureReason.Disposed : null, (await operation.WaitAsync(Bound)).Failure?.Reason);
        server.Resume();
        await UntilAsync(() => server.OpenConnections == 0);

        var (calls, told, accepted) = (source.CallCount, events.All.Count, server.AcceptedConnections);
        Assert.Equal((0, 0), (source.HeldCalls, clock.ArmedTimers));
        source.SetNodes(A);
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((calls, told, accepted), (source.CallCount, events.All.Count, server.AcceptedConnections));
    }

    [Fact]
    public async Task T53_Rebuild_IsFinishedAndTheLast()
    {
        using var entered = new ManualResetEventSlim();
        using var proceed = new ManualResetEventSlim();
        var rebuilds = 0;
        await using var harness = new TopologyHarness(A);
        harness.Directory.Attach(new Listener(() =>
        {
            Interlocked.Increment(ref rebuilds);
            entered.Set();
            proceed.Wait(Bound);
        }));
        harness.Built.Watcher.Start();
        Assert.True(entered.Wait(Bound));
        var end = harness.Built.Watcher.DisposeAsync().AsTask();
        harness.Source.SetNodes(A, B);
        Assert.False(end.IsCompleted);
        proceed.Set();
        await end.WaitAsync(Second);
        harness.Built.Watcher.RequestRefresh();
        harness.Clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal((1, 1), (rebuilds, harness.Source.CallCount));
    }

    [Fact]
    public async Task T53_SourceThatIgnoresItsToken_HoldsUpNobody()
    {
        var asked = new TaskCompletionSource();
        var never = new TaskCompletionSource<NodeSet>();
        await using var harness = new TopologyHarness();
        harness.Sources[0] = new TopologySource(new DeafSource(asked, never), IsRemote: true);
        harness.Built.Watcher.Start();
        await asked.Task.WaitAsync(Bound);
        await harness.Built.Watcher.DisposeAsync().AsTask().WaitAsync(Second);
        never.SetResult(new NodeSet([A]));
        Assert.Equal((0L, 0), (harness.Current.Generation, harness.Clock.ArmedTimers));
        Assert.False(File.Exists(harness.FilePath));
    }

    private static async Task<Task<CacheResult<string>>> KeepBusyAsync(string busy, ServiceProvider provider, ScriptedNodeSource source, EmbeddedMemcached server)
    {
        var directory = provider.GetRequiredService<NodeDirectory>();
        var client = provider.GetRequiredService<ICacheClient>();
        if (busy is "poll" or "blocking query")
            await source.WaitForHeldCallsAsync(1).WaitAsync(Bound);
        else
            await UntilAsync(() => directory.Current.Generation + (directory.Current.LastFailure is null ? 0 : 1) > 0);
        if (busy is "connect")
            await UntilAsync(() => server.OpenConnections > 0);
        if (busy is not "operation")
            return Task.FromResult(CacheResult<string>.Miss());
        await client.SetAsync("k", "v").AsTask().WaitAsync(Bound);
        server.Pause();
        return client.GetAsync<string>("k").AsTask();
    }

    private sealed class Listener(Action onNodes) : INodeSetListener
    {
        public void OnNodes(NodeSet set, long generation) => onNodes();
    }

    private sealed class DeafSource(TaskCompletionSource asked, TaskCompletionSource<NodeSet> answer) : INodeSource
    {
        public string Name => "Deaf";

        public ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
        {
            asked.TrySetResult();
            return new(answer.Task);
        }
    }
}
