namespace Discovery.Load.Servers;

/// <summary>The servers of a run; stopped with it, also when it is interrupted.</summary>
internal sealed class ServerFleet : IDisposable
{
    private readonly List<MemcachedServer> _servers = [];

    public ServerFleet(int count)
    {
        AppDomain.CurrentDomain.ProcessExit += Stop;
        while (_servers.Count < count)
            _servers.Add(MemcachedServer.Start());
    }

    public IReadOnlyList<MemcachedServer> Servers => _servers;

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Stop;
        Stop(this, EventArgs.Empty);
    }

    private void Stop(object? sender, EventArgs e)
    {
        foreach (var server in _servers)
            server.Dispose();
        _servers.Clear();
    }
}
