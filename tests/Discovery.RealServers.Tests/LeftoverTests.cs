using System.Diagnostics;
using Discovery.RealServers.Tests.Servers;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>What is left of a cache when it is gone; nothing else runs in the process meanwhile.</summary>
public sealed class LeftoverTests
{
    private const int Rounds = 30;
    private const int Slack = 6; // what the runtime opens for itself now and then

    [Fact]
    public async Task T53_ManyCachesOneAfterTheOther_LeaveNoSocketNoFileAndNoThread()
    {
        using var folder = new TemporaryFolder();
        await using var server = await EmbeddedMemcached.StartAsync();
        for (var i = 0; i < 5; i++)
            await LiveAsync(server, folder); // what a process opens once
        await Eventually.IsTrueAsync(() => server.OpenConnections == 0, () => $"{server.OpenConnections} connections are open.");
        var before = Count();
        for (var i = 0; i < Rounds; i++)
            await LiveAsync(server, folder);
        await Eventually.IsTrueAsync(() => server.OpenConnections == 0, () => $"{server.OpenConnections} connections are open.");
        await Eventually.IsTrueAsync(() => Count().Handles <= before.Handles + Slack, () => $"{before.Handles} handles became {Count().Handles}.");
        await Eventually.IsTrueAsync(() => Count().Threads <= before.Threads + Slack, () => $"{before.Threads} threads became {Count().Threads}.");
    }

    private static async Task LiveAsync(EmbeddedMemcached server, TemporaryFolder folder)
    {
        await using var cache = await RunningCache.StartAsync(
            builder => builder.UseSource(new ScriptedNodeSource("scripted", server.Node)),
            options => options.File.Path = folder.File("nodes.json"));
        Assert.True((await cache.Client.SetAsync("k", "v")).IsDone);
    }

    private static (int Handles, int Threads) Count()
    {
        using var process = Process.GetCurrentProcess();
        return (process.HandleCount, process.Threads.Count);
    }
}
