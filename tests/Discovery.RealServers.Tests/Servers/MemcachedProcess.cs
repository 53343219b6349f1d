using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A real memcached on a free port of the loopback interface.</summary>
internal sealed class MemcachedProcess : IAsyncDisposable
{
    private const int Attempts = 5;
    private const int DefaultPort = 11211;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private readonly IPAddress _address;
    private readonly string[] _arguments;
    private ServerProcess? _process;
    private StatsConnection? _stats;
    private IReadOnlyDictionary<string, string> _atStart = new Dictionary<string, string>(StringComparer.Ordinal);

    private MemcachedProcess(IPAddress address, string[] arguments)
    {
        _address = address;
        _arguments = arguments;
    }

    public int Port { get; private set; }

    /// <summary><c>address:port</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"{_address}:{Port}");

    /// <summary>Starts one with further arguments, such as <c>-t 2</c>.</summary>
    public static async Task<MemcachedProcess> StartAsync(params string[] arguments)
    {
        var server = new MemcachedProcess(IPAddress.Loopback, arguments);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await server.StartOnAsync(LoopbackPorts.Take(1)[0]);
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts && server.Port == 0)
            {
                // somebody else took the port in between; the next one is another
            }
        }
    }

    /// <summary>Starts one on memcached's own port, at an address of the loopback network that nobody else is likely to use.</summary>
    public static async Task<MemcachedProcess> StartOnDefaultPortAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var server = new MemcachedProcess(LoopbackPorts.TakeAddress(), []);
            try
            {
                await server.StartOnAsync(DefaultPort);
                return server;
            }
            catch (InvalidOperationException) when (attempt < Attempts)
            {
                // somebody is there; the next address is another
            }
        }
    }

    /// <summary>How many connections others have opened since it started.</summary>
    public Task<long> AcceptedConnectionsAsync() => SinceStartAsync("total_connections");

    /// <summary>How many connections of others are open.</summary>
    public Task<long> OpenConnectionsAsync() => SinceStartAsync("curr_connections");

    /// <summary>One general statistic, such as <c>cmd_get</c>.</summary>
    public async Task<long> StatAsync(string name) => StatsConnection.Number(await Stats.ReadAsync(), name);

    /// <summary>Where the open connections of others come from, sorted; the same texts later are the same sockets.</summary>
    public async Task<string[]> PeersAsync()
    {
        var stats = await Stats.ReadAsync("conns");
        return [.. stats
            .Where(stat => stat.Key.EndsWith(":addr", StringComparison.Ordinal))
            .Where(stat => stats.GetValueOrDefault(stat.Key.Replace(":addr", ":state", StringComparison.Ordinal)) != "conn_listening")
            .Select(stat => stat.Value["tcp:".Length..])
            .Where(peer => peer != Stats.LocalEndpoint)
            .Order(StringComparer.Ordinal)];
    }

    /// <summary>Sends one command over the connection for statistics and reads the line that answers it.</summary>
    public Task<string> AskAsync(string command) => Stats.AskAsync(command);

    public async Task KillAsync()
    {
        _stats?.Dispose();
        _stats = null;
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    public Task PauseAsync() => Running.PauseAsync();

    public Task ResumeAsync() => Running.ResumeAsync();

    /// <summary>Starts it again, empty, on the same port; kills it first when it runs.</summary>
    public async Task RestartAsync()
    {
        await KillAsync();
        await StartOnAsync(Port);
    }

    public async ValueTask DisposeAsync() => await KillAsync();

    private ServerProcess Running => _process ?? throw new InvalidOperationException("The memcached was killed; restart it first.");

    private StatsConnection Stats => _stats ?? throw new InvalidOperationException("The memcached was killed; restart it first.");

    private async Task<long> SinceStartAsync(string name) =>
        StatsConnection.Number(await Stats.ReadAsync(), name) - StatsConnection.Number(_atStart, name);

    private async Task StartOnAsync(int port)
    {
        string[] user = Environment.IsPrivilegedProcess ? ["-u", "root"] : [];
        _process = ServerProcess.Start(
            ServerBinaries.Require("memcached"),
            ["-l", _address.ToString(), "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "0", .. user, .. _arguments]);
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await AnswersAsync(port))
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                await FailAsync(_process);
            await Task.Delay(10);
        }

        Port = port;
    }

    private async Task FailAsync(ServerProcess process)
    {
        await KillAsync();
        throw new InvalidOperationException($"memcached did not start: {process.Output}");
    }

    // the process id tells our server from another one that took the port first
    private async Task<bool> AnswersAsync(int port)
    {
        try
        {
            _stats = await StatsConnection.OpenAsync(_address, port);
            _atStart = await _stats.ReadAsync();
            if (StatsConnection.Number(_atStart, "pid") == Running.Id)
                return true;
        }
        catch (Exception error) when (error is SocketException or IOException or KeyNotFoundException or IndexOutOfRangeException)
        {
            // not listening yet, or not a memcached
        }

        _stats?.Dispose();
        return false;
    }
}
