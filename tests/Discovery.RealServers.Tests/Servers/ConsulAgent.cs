using System.Globalization;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A real Consul agent, alone in its datacentre, on free ports of the loopback interface.</summary>
internal sealed class ConsulAgent : IAsyncDisposable
{
    private const int Attempts = 5;
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(30);
    private readonly ConsulSetup _setup;
    private readonly string _folder = Directory.CreateTempSubdirectory("discovery-consul-").FullName;
    private ServerProcess? _process;

    private ConsulAgent(ConsulSetup setup) => _setup = setup;

    /// <summary>Where its HTTP API is; the same after a restart.</summary>
    public Uri Address { get; private set; } = new("http://127.0.0.1:1");

    /// <summary>What a test asks of it.</summary>
    public ConsulApi Api { get; private set; } = null!;

    /// <summary>Starts one and waits until it has elected itself.</summary>
    public static Task<ConsulAgent> StartAsync(ConsulState state = ConsulState.InMemory) => StartAsync(new ConsulSetup(state));

    /// <summary>Starts one and waits until it has elected itself.</summary>
    public static async Task<ConsulAgent> StartAsync(ConsulSetup setup)
    {
        var agent = new ConsulAgent(setup);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await agent.ConfigureAsync(LoopbackPorts.Take(ConsulConfiguration.PortsNeeded));
                await agent.StartProcessAsync();
                return agent;
            }
            catch (InvalidOperationException error) when (attempt < Attempts && error.Message.Contains("address already in use", StringComparison.Ordinal))
            {
                // somebody else took a port in between; the next ones are others
            }
            catch
            {
                await agent.DisposeAsync();
                throw;
            }
        }
    }

    /// <summary>Starts one of several servers, on the ports of <see cref="ConsulConfiguration"/>, and waits until they have a leader.</summary>
    public static async Task<ConsulAgent> StartAsync(ConsulSetup setup, int[] ports)
    {
        var agent = new ConsulAgent(setup);
        try
        {
            await agent.ConfigureAsync(ports);
            await agent.StartProcessAsync();
            return agent;
        }
        catch
        {
            await agent.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops it as a power cut does.</summary>
    public async Task StopAsync()
    {
        if (_process is not null)
            await _process.DisposeAsync();
        _process = null;
    }

    /// <summary>Freezes it: its sockets stay open and nothing answers.</summary>
    public Task PauseAsync() => Running.PauseAsync();

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => Running.ResumeAsync();

    /// <summary>Starts it again on the same ports.</summary>
    /// <param name="wipe">Whether it comes back without its services and with its index at the start. One that keeps nothing on disk always does.</param>
    public async Task RestartAsync(bool wipe)
    {
        await StopAsync();
        if (wipe && Directory.Exists(ConsulConfiguration.DataFolder(_folder)))
            Directory.Delete(ConsulConfiguration.DataFolder(_folder), recursive: true);
        await StartProcessAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        Api?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private ServerProcess Running => _process ?? throw new InvalidOperationException("The agent was stopped; restart it first.");

    private async Task ConfigureAsync(int[] ports)
    {
        await File.WriteAllTextAsync(ConsulConfiguration.ConfigurationFile(_folder), ConsulConfiguration.Text(_setup, ports));
        Address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports[0]}"));
        Api?.Dispose();
        Api = new ConsulApi(Address, _setup.ManagementToken);
    }

    private async Task StartProcessAsync()
    {
        _process = ServerProcess.Start(ServerBinaries.Require("consul"), ConsulConfiguration.Arguments(_setup, _folder));
        using var limit = new CancellationTokenSource(StartLimit);
        while (!await Api.HasLeaderAsync())
        {
            if (_process.HasExited || limit.IsCancellationRequested)
                await FailAsync(_process);
            await Task.Delay(20);
        }
    }

    private async Task FailAsync(ServerProcess process)
    {
        await StopAsync();
        throw new InvalidOperationException($"consul did not start: {process.Output}");
    }
}
