using System.Globalization;
using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

public sealed class ScriptedTimeTests
{
    private const int PollsPerChange = 100;
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    // the short TTL with its jitter
    private static readonly TimeSpan ShortestPoll = TimeSpan.FromSeconds(27);
    private static readonly TimeSpan LongestPoll = TimeSpan.FromSeconds(33);

    [Fact]
    public async Task T75_ScriptedSourceAndManualClock_ADayOfDiscoveryNeedsNoTimeAndNoSource()
    {
        await using var server = await EmbeddedMemcached.StartAsync();
        var clock = new PauseClock(ShortestPoll, LongestPoll);
        var source = new ScriptedNodeSource("scripted", Nodes(server, weight: 1));
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(clock);
        services.AddDiscoveryCache(options =>
        {
            options.Watch.MotionPoll = TimeSpan.FromMinutes(1);
            options.Connections.LanesPerNode = 1;
        }).UseSource(source);
        await using var provider = services.BuildServiceProvider();
        var directory = provider.GetRequiredService<NodeDirectory>();
        // nothing is connecting any longer when the clock begins to move
        Assert.All((await provider.GetRequiredService<ICacheClient>().ClearAsync()).Values, cleared => Assert.True(cleared.IsDone));
        var end = clock.GetUtcNow().AddDays(1);
        while (true)
        {
            var pause = await clock.NextPauseAsync().WaitAsync(Bound);
            if (clock.GetUtcNow() >= end)
                break;
            if (source.CallCount % PollsPerChange == 0)
                source.SetNodes(Nodes(server, weight: 1 + (source.CallCount / PollsPerChange)));
            clock.Advance(pause);
        }

        Assert.InRange(source.CallCount, (int)(TimeSpan.FromDays(1) / LongestPoll), 2 + (int)(TimeSpan.FromDays(1) / ShortestPoll));
        Assert.Equal(1 + ((source.CallCount - 1) / PollsPerChange), directory.Current.Generation);
        Assert.Equal(new NodeSet(Nodes(server, weight: 1 + ((source.CallCount - 1) / PollsPerChange))), directory.Current.Set);
    }

    // what the nodes hold is not the matter: one server stands in for all of them
    private static Node[] Nodes(EmbeddedMemcached server, int weight) =>
    [
        .. Enumerable.Range(1, 3).Select(number => new Node(
            server.Endpoint.Host, server.Endpoint.Port, string.Create(CultureInfo.InvariantCulture, $"node-{number}"), weight: number == 3 ? weight : 1)),
    ];
}
