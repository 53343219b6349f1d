using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

/// <summary>A cache on three real servers, for tests that only differ in their keys.</summary>
public sealed class ConformanceFixture : IAsyncLifetime
{
    private MemcachedGroup? _servers;
    private RunningCache? _cache;

    internal ICacheClient Client => _cache!.Client;

    internal MemcachedGroup Servers => _servers!;

    public async Task InitializeAsync()
    {
        _servers = await MemcachedGroup.StartAsync(3);
        _cache = await RunningCache.StartAsync(_servers[0], _servers[1], _servers[2]);
    }

    public async Task DisposeAsync()
    {
        if (_cache is not null)
            await _cache.DisposeAsync();
        if (_servers is not null)
            await _servers.DisposeAsync();
    }

    /// <summary>How many seconds the server gives an entry; -1 for ever.</summary>
    internal async Task<int> TtlAsync(string key)
    {
        var line = await (await OwnerAsync(key)).AskAsync($"mg {key} t");
        return int.Parse(line["HD t".Length..], System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The server that has a key.</summary>
    internal async Task<MemcachedProcess> OwnerAsync(string key)
    {
        var name = (await Client.ExplainAsync(key))!.Node.Name;
        return Enumerable.Range(0, 3).Select(i => Servers[i]).Single(server => server.Endpoint == name);
    }
}
