using System.Net;
using System.Net.Sockets;
using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

public sealed class MemcachedProcessTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public Task Connections_OfOthers_AreCountedWithoutItsOwn() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync("-t", "2");
        Assert.Equal(0, await server.AcceptedConnectionsAsync());
        using (var first = await ConnectAsync(server))
        using (var second = await ConnectAsync(server))
        {
            Assert.StartsWith("VERSION", await AskAsync(first), StringComparison.Ordinal);
            Assert.StartsWith("VERSION", await AskAsync(second), StringComparison.Ordinal);
            Assert.Equal(2, await server.OpenConnectionsAsync());
        }

        Assert.Equal(2, await server.AcceptedConnectionsAsync());
        while (await server.OpenConnectionsAsync() != 0)
            await Task.Delay(10);
    });

    [Fact]
    public Task Restart_AfterKill_ComesBackEmptyOnItsPort() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        var port = server.Port;
        using (var client = await ConnectAsync(server))
            Assert.Equal("STORED", await AskAsync(client, "set a 0 0 1\r\nx\r\n"));
        Assert.Equal(1, await server.StatAsync("curr_items"));
        await server.KillAsync();
        await Assert.ThrowsAsync<SocketException>(() => ConnectAsync(server));
        await server.RestartAsync();
        Assert.Equal(port, server.Port);
        Assert.Equal(0, await server.StatAsync("curr_items"));
        Assert.Equal(0, await server.AcceptedConnectionsAsync());
    });

    [Fact]
    public Task Pause_ThenResume_HoldsTheAnswerThenGivesIt() => Bounded(async () =>
    {
        await using var server = await MemcachedProcess.StartAsync();
        using var client = await ConnectAsync(server);
        await server.PauseAsync();
        var answer = AskAsync(client);
        await Assert.ThrowsAsync<TimeoutException>(() => answer.WaitAsync(TimeSpan.FromMilliseconds(200)));
        await server.ResumeAsync();
        Assert.StartsWith("VERSION", await answer, StringComparison.Ordinal);
    });

    [Fact]
    public async Task Start_ArgumentThatMemcachedRefuses_FailsWithItsWords()
    {
        var error = await Assert.ThrowsAsync<InvalidOperationException>(() => MemcachedProcess.StartAsync("--no-such-option").WaitAsync(Limit));
        Assert.Contains("no-such-option", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Require_MissingServer_NamesTheCommandThatInstallsIt()
    {
        var error = Assert.Throws<InvalidOperationException>(() => ServerBinaries.Require("no-such-server"));
        Assert.Contains("no-such-server", error.Message, StringComparison.Ordinal);
        Assert.Contains("./scripts/install-servers.sh", error.Message, StringComparison.Ordinal);
    }

    private static async Task<TcpClient> ConnectAsync(MemcachedProcess server)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        return client;
    }

    private static async Task<string?> AskAsync(TcpClient client, string command = "version\r\n")
    {
        await client.GetStream().WriteAsync(System.Text.Encoding.ASCII.GetBytes(command));
        var reader = new StreamReader(client.GetStream(), leaveOpen: true);
        return await reader.ReadLineAsync();
    }

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
