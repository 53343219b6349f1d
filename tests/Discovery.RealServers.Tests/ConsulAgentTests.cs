using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

public sealed class ConsulAgentTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(90);

    [Fact]
    public Task Register_ServicesThatListen_PassAndLeaveWhenKilledOrDeregistered() => Bounded(async () =>
    {
        await using var agent = await ConsulAgent.StartAsync();
        await using var one = await MemcachedProcess.StartAsync();
        await using var two = await MemcachedProcess.StartAsync();
        await using var three = await MemcachedProcess.StartAsync();
        await agent.Api.RegisterAsync("memcached", "one", one.Port);
        await agent.Api.RegisterAsync("memcached", "two", two.Port);
        await agent.Api.RegisterAsync("memcached", "three", three.Port);
        await agent.Api.WaitForPassingAsync("memcached", "one", "two", "three");
        await agent.Api.DeregisterAsync("two");
        await agent.Api.WaitForPassingAsync("memcached", "one", "three");
        await three.KillAsync();
        await agent.Api.WaitForPassingAsync("memcached", "one");
        await three.RestartAsync();
        await agent.Api.WaitForPassingAsync("memcached", "one", "three");
    });

    [Theory]
    [InlineData(true, false, true)]
    [InlineData(true, true, false)]
    [InlineData(false, false, false)]
    public Task Restart_AnyState_KeepsOrForgetsTheServices(bool onDisk, bool wipe, bool kept) => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        await using var agent = await ConsulAgent.StartAsync(onDisk ? ConsulState.OnDisk : ConsulState.InMemory);
        var address = agent.Address;
        await agent.Api.RegisterAsync("memcached", "one", server.Port);
        await agent.Api.WaitForPassingAsync("memcached", "one");
        await agent.StopAsync();
        Assert.False(await agent.Api.HasLeaderAsync());
        await agent.RestartAsync(wipe);
        Assert.Equal(address, agent.Address);
        await agent.Api.WaitForPassingAsync("memcached", kept ? ["one"] : []);
    });

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
