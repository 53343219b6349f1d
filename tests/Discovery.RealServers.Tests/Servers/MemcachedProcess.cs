using System.Globalization;
using System.Net.Sockets;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A real memcached on a free port of the loopback interface.</summary>
internal sealed class MemcachedProcess : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(10);
    private readonly string[] _arguments;
    private ServerProcess? _process;
    private StatsConnection? _stats;
    private IReadOnlyDictionary<string, string> _atStart = new Dictionary<string, string>(StringComparer.Ordinal);

    private MemcachedProcess(string[] arguments) => _arguments = arguments;

    public int Port { get; private set; }

    /// <summary><c>127.0.0.1:port</c>.</summary>
    public string Endpoint => string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Port}");

    /// <summary>Starts one with further arguments, such as <c>-t 2</c>.</summary>
    public static async Task<MemcachedProcess> StartAsync(params string[] arguments)
    {
        var server = new MemcachedProcess(arguments);
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

    /// <summary>How many connections others have opened since it started.</summary>
    public Task<long> AcceptedConnectionsAsync() => SinceStartAsync("total_connections");

    /// <summary>How many connections of others are open.</summary>
    public Task<long> OpenConnectionsAsync() => SinceStartAsync("curr_connections");

    /// <summary>One general statistic, such as <c>cmd_get</c>.</summary>
    public async Task<long> StatAsync(string name) => StatsConnection.Number(await Stats.ReadAsync(), name);

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
            ["-l", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "0", .. user, .. _arguments]);
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
            _stats = await StatsConnection.OpenAsync(port);
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
