using System.Runtime.CompilerServices;
using Discovery.Testing;
using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

/// <summary>Agents that answer at once what they should hold, on a clock that the test moves.</summary>
public sealed class ConsulPacingTests
{
    private readonly ManualTimeProvider _clock = new();

    [Fact]
    public async Task T08_RisingIndexAndSameNodesAtOnce_AsksRarelyAndTellsNothing()
    {
        await LeaveContextAsync();
        var consul = new InstantConsul(n => FakeConsulReply.Json(Entries.Of("a:1"), (ulong)n));
        var source = Create(Options(), consul, _clock);
        var ask = source.AskAsync(await source.AskAsync());
        consul.Questions.Clear();
        _clock.Advance(TimeSpan.FromSeconds(10));
        Assert.InRange(consul.Questions.Count, 6, 9);
        _clock.Advance(TimeSpan.FromSeconds(49));
        Assert.False(ask.IsCompleted);
        Assert.InRange(consul.Questions.Count, 9, 13);
        _clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal("a:1", (await ask).Names());
    }

    [Fact]
    public async Task GetNodes_RisingIndexForAnHour_IsAskedFourTimesAMinute()
    {
        await LeaveContextAsync();
        var consul = new InstantConsul(n => FakeConsulReply.Json(Entries.Of("a:1"), (ulong)n));
        var source = Create(Options(), consul, _clock);
        var known = await source.AskAsync();
        await RunAsync(source, known, TimeSpan.FromHours(1));
        Assert.InRange(consul.Questions.Count, 60, 4 * 60 + 10);
    }

    [Fact]
    public async Task T09_TwoSetsInTurnAtOnce_IsAskedFourTimesASecondAtMost()
    {
        await LeaveContextAsync();
        var consul = new InstantConsul(n => FakeConsulReply.Json(Entries.Of(n % 2 == 0 ? "a:1" : "b:1"), (ulong)n));
        var source = Create(Options(), consul, _clock);
        var known = await source.AskAsync();
        var answers = await RunAsync(source, known, TimeSpan.FromSeconds(10));
        Assert.InRange(answers, 20, 43);
        Assert.Equal(answers, consul.Questions.Count - 1);
    }

    [Theory]
    [InlineData("0")]
    [InlineData(null)]
    public async Task T07_NoIndexFromAnAgentThatDoesNotHold_IsPolled(string? header)
    {
        await LeaveContextAsync();
        var reply = FakeConsulReply.Json(Entries.Of("a:1"));
        var consul = new InstantConsul(_ => header is null ? reply : reply.With("X-Consul-Index", header));
        var source = Create(Options(), consul, _clock);
        var known = await source.AskAsync();
        Assert.Null(known.Version);
        await RunAsync(source, known, TimeSpan.FromSeconds(10));
        Assert.Equal(2, consul.Questions.Count);
        Assert.Contains("index=1&", consul.Questions[1], StringComparison.Ordinal);
        await RunAsync(source, known, TimeSpan.FromMinutes(10));
        Assert.InRange(consul.Questions.Count, 20, 45);
    }

    [Fact]
    public async Task GetNodes_NoIndexAndAChange_IsToldAtTheNextPoll()
    {
        await LeaveContextAsync();
        var consul = new InstantConsul(n => FakeConsulReply.Json(Entries.Of(n < 3 ? "a:1" : "b:1")));
        var source = Create(Options(), consul, _clock);
        var ask = source.AskAsync(await source.AskAsync());
        Assert.False(ask.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(15));
        Assert.Equal("b:1", (await ask).Names());
    }

    [Fact]
    public async Task GetNodes_CancelledInAPause_Ends()
    {
        await LeaveContextAsync();
        var consul = new InstantConsul(n => FakeConsulReply.Json(Entries.Of("a:1"), (ulong)n));
        var source = Create(Options(), consul, _clock);
        using var cancel = new CancellationTokenSource();
        var ask = source.GetNodesAsync(await source.AskAsync(), cancel.Token).AsTask();
        Assert.False(ask.IsCompleted);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ask.WaitAsync(TimeSpan.FromSeconds(1)));
        Assert.Equal(0, _clock.ArmedTimers);
    }

    // the runner's synchronisation context would keep the loop from running inside Advance
    private static ConfiguredTaskAwaitable LeaveContextAsync() => Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

    private static ConsulOptions Options() => new() { Service = "memcached" };

    /// <summary>Asks again after each answer, as the cache's watcher does.</summary>
    private async Task<int> RunAsync(INodeSource source, NodeSet known, TimeSpan time)
    {
        using var cancel = new CancellationTokenSource();
        var answers = 0;
        var loop = LoopAsync();
        for (var passed = TimeSpan.Zero; passed < time; passed += TimeSpan.FromSeconds(1))
            _clock.Advance(TimeSpan.FromSeconds(1));
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => loop.WaitAsync(Bound));
        return answers;

        async Task LoopAsync()
        {
            while (true)
            {
                known = await source.GetNodesAsync(known, cancel.Token).ConfigureAwait(false);
                answers++;
            }
        }
    }
}
