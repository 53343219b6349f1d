using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.Caching.Memory;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class MemoryLayerTests : IDisposable
{
    private static readonly NodeSet Set = new([A]);
    private readonly ManualTimeProvider _clock = new();
    private readonly MemoryCache _cache = new(new MemoryCacheOptions { SizeLimit = 10 });
    private readonly CacheOptions _options = new();
    private string _scope = "one";
    private double _random = 0.5;

    public void Dispose() => _cache.Dispose();

    [Fact]
    public async Task Ask_WithinTheShortTtl_AnswersFromMemory()
    {
        var inner = Answering();
        var layer = Over(inner);
        Assert.Equal(NodeListOrigin.Source, (await layer.AskAsync(known: null, default)).Origin);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.Equal(NodeListOrigin.Memory, (await layer.AskAsync(known: null, default)).Origin);
        Assert.Single(inner.Asked);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await layer.AskAsync(known: null, default);
        Assert.Equal(2, inner.Asked.Count);
    }

    [Theory]
    [InlineData(0, 27)]
    [InlineData(1, 33)]
    public async Task T55_Freshness_IsJitteredByATenth(double random, int seconds)
    {
        _random = random;
        var inner = Answering();
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromSeconds(seconds) - TimeSpan.FromMilliseconds(1));
        await layer.AskAsync(known: null, default);
        Assert.Single(inner.Asked);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await layer.AskAsync(known: null, default);
        Assert.Equal(2, inner.Asked.Count);
    }

    [Fact]
    public async Task Ask_WithAKnownSet_GoesInsideAndRefreshesMemory()
    {
        var inner = Answering();
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await layer.AskAsync(Set, default);
        _clock.Advance(TimeSpan.FromSeconds(20));
        await layer.AskAsync(known: null, default);
        Assert.Equal([null, Set], inner.Asked);
    }

    [Fact]
    public async Task Ask_AfterAFailure_RepeatsItForAMomentWithoutAsking()
    {
        var inner = new ScriptedLayer((_, _) => throw new NodeSourceException("down"));
        var layer = Over(inner);
        for (var i = 0; i < 100; i++)
            await Assert.ThrowsAsync<NodeSourceException>(async () => await layer.AskAsync(known: null, default));
        Assert.Single(inner.Asked);
        _clock.Advance(_options.Watch.MinBackoff);
        await Assert.ThrowsAsync<NodeSourceException>(async () => await layer.AskAsync(known: null, default));
        Assert.Equal(2, inner.Asked.Count);
    }

    [Fact]
    public async Task Ask_AfterAServedOldList_KeepsItForAMomentOnly()
    {
        var inner = new ScriptedLayer((_, _) => Task.FromResult(ScriptedLayer.Answer(Set, _clock) with { Failure = new NodeSourceException("down") }));
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        _clock.Advance(_options.Watch.MinBackoff);
        await layer.AskAsync(known: null, default);
        Assert.Equal(2, inner.Asked.Count);
    }

    [Fact]
    public async Task Expire_FreshAnswer_IsAskedAgain()
    {
        var inner = Answering();
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        layer.Expire();
        await layer.AskAsync(known: null, default);
        Assert.Equal(2, inner.Asked.Count);
    }

    [Fact]
    public async Task T72_ScopeChanges_MakesTheEntryUnreachable()
    {
        var inner = Answering();
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        _scope = "two";
        await layer.AskAsync(known: null, default);
        Assert.Equal(2, inner.Asked.Count);
    }

    [Fact]
    public async Task T70_WallClockJumps_DoNotChangeFreshness()
    {
        var inner = Answering();
        var layer = Over(inner);
        await layer.AskAsync(known: null, default);
        _clock.ShiftWallClock(TimeSpan.FromDays(3650));
        await layer.AskAsync(known: null, default);
        _clock.ShiftWallClock(TimeSpan.FromDays(-7300));
        await layer.AskAsync(known: null, default);
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task T74_OneCallerCancels_TheOthersGetTheirAnswer()
    {
        var answer = new TaskCompletionSource<NodeAnswer>();
        var inner = new ScriptedLayer((_, token) => answer.Task.WaitAsync(token));
        var layer = Over(inner);
        using var cancel = new CancellationTokenSource();
        var leaver = layer.AskAsync(known: null, cancel.Token).AsTask();
        var stayers = Enumerable.Range(0, 10).Select(_ => layer.AskAsync(known: null, default).AsTask()).ToArray();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => leaver.WaitAsync(Bound));
        answer.SetResult(ScriptedLayer.Answer(Set, _clock));
        Assert.All(await Task.WhenAll(stayers).WaitAsync(Bound), got => Assert.Same(Set, got.Set));
        Assert.Single(inner.Asked);
    }

    [Fact]
    public async Task T74_LastCallerCancels_EndsTheQuestionAndTheNextStartsAnew()
    {
        var ended = new TaskCompletionSource();
        var calls = 0;
        var inner = new ScriptedLayer(async (_, token) =>
        {
            if (Interlocked.Increment(ref calls) > 1)
                return ScriptedLayer.Answer(Set, _clock);
            try
            {
                return await new TaskCompletionSource<NodeAnswer>().Task.WaitAsync(token);
            }
            finally
            {
                ended.SetResult();
            }
        });
        var layer = Over(inner);
        using var cancel = new CancellationTokenSource();
        var only = layer.AskAsync(known: null, cancel.Token).AsTask();
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only.WaitAsync(Bound));
        await ended.Task.WaitAsync(Bound);
        Assert.Same(Set, (await layer.AskAsync(known: null, default).AsTask().WaitAsync(Bound)).Set);
    }

    [Fact]
    public async Task Ask_NowWhileAnotherHolds_DoesNotWaitForTheHold()
    {
        var held = new TaskCompletionSource<NodeAnswer>();
        var layer = Over(new ScriptedLayer((known, _) => known is null ? Task.FromResult(ScriptedLayer.Answer(Set, _clock)) : held.Task));
        var hold = layer.AskAsync(Set, default).AsTask();
        await layer.AskAsync(known: null, default).AsTask().WaitAsync(Bound);
        Assert.False(hold.IsCompleted);
        held.SetResult(ScriptedLayer.Answer(Set, _clock));
        await hold.WaitAsync(Bound);
    }

    private ScriptedLayer Answering() => new((_, _) => Task.FromResult(ScriptedLayer.Answer(Set, _clock)));

    private MemoryLayer Over(ScriptedLayer inner) => new(inner, new MemoryLayerTools("", () => _scope, _cache, _clock, () => _random), () => _options);
}
