namespace Discovery.RealServers.Tests.Servers;

/// <summary>Three Consul servers on loopback that elect one of them.</summary>
internal sealed class ConsulServers : IAsyncDisposable
{
    private const int Count = 3;
    private const int Attempts = 5;
    private const int SerfPort = 1;
    private const int ServerPort = 2;
    private readonly Dictionary<int, ConsulAgent> _byServerPort = [];

    private ConsulServers()
    {
    }

    /// <summary>Starts them and waits until each knows the leader.</summary>
    public static async Task<ConsulServers> StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var servers = new ConsulServers();
            try
            {
                await servers.StartAllAsync(LoopbackPorts.Take(Count * ConsulConfiguration.PortsNeeded));
                return servers;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // somebody else took a port in between
                await servers.DisposeAsync();
            }
        }
    }

    /// <summary>The leader first, then those that follow it.</summary>
    public async Task<ConsulAgent[]> LeaderAndFollowersAsync()
    {
        var leader = "";
        // a machine under load may lose and elect one again right after the start
        await Eventually.IsTrueAsync(async () => (leader = await _byServerPort.Values.First().Api.LeaderAsync()).Length > 0, () => "There is no leader.");
        var port = int.Parse(leader.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        return [_byServerPort[port], .. _byServerPort.Where(server => server.Key != port).Select(server => server.Value)];
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var agent in _byServerPort.Values)
            await agent.DisposeAsync();
    }

    private async Task StartAllAsync(int[] ports)
    {
        var each = ports.Chunk(ConsulConfiguration.PortsNeeded).ToArray();
        var setup = new ConsulSetup(ConsulState.OnDisk) { Peers = [.. each.Select(own => own[SerfPort])] };
        var starts = each.ToDictionary(own => own[ServerPort], own => ConsulAgent.StartAsync(setup, own));
        await ((Task)Task.WhenAll(starts.Values)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var (port, start) in starts.Where(start => start.Value.IsCompletedSuccessfully))
            _byServerPort.Add(port, await start);
        await Task.WhenAll(starts.Values);
    }
}
