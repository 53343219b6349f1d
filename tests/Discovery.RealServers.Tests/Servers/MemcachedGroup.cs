namespace Discovery.RealServers.Tests.Servers;

/// <summary>Several memcached servers that nobody registers anywhere.</summary>
internal sealed class MemcachedGroup : IAsyncDisposable
{
    private readonly List<MemcachedProcess> _servers = [];

    public MemcachedProcess this[int index] => _servers[index];

    public IReadOnlyList<string> Endpoints => [.. _servers.Select(server => server.Endpoint)];

    /// <summary>Starts servers on free ports of the loopback interface.</summary>
    public static Task<MemcachedGroup> StartAsync(int count) => StartAsync(count, () => MemcachedProcess.StartAsync());

    /// <summary>Starts servers on memcached's own port at addresses of the loopback network.</summary>
    public static Task<MemcachedGroup> StartOnDefaultPortAsync(int count) => StartAsync(count, MemcachedProcess.StartOnDefaultPortAsync);

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }

    private static async Task<MemcachedGroup> StartAsync(int count, Func<Task<MemcachedProcess>> start)
    {
        var group = new MemcachedGroup();
        try
        {
            while (group._servers.Count < count)
                group._servers.Add(await start());
            return group;
        }
        catch
        {
            await group.DisposeAsync();
            throw;
        }
    }
}
