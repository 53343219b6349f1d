using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A child process whose output is kept for the failure message, and which does not outlive the tests.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int LinesKept = 40;
    private static readonly ConcurrentDictionary<int, Process> Alive = new();
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    static ServerProcess() => AppDomain.CurrentDomain.ProcessExit += (_, _) =>
    {
        foreach (var process in Alive.Values)
            process.Kill();
    };

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>The last lines it wrote.</summary>
    public string Output => new StringBuilder().AppendJoin('\n', _output).ToString();

    public static ServerProcess Start(string file, IEnumerable<string> arguments)
    {
        var process = new Process { StartInfo = new ProcessStartInfo(file, arguments) { RedirectStandardOutput = true, RedirectStandardError = true } };
        var server = new ServerProcess(process);
        process.OutputDataReceived += (_, line) => server.Keep(line.Data);
        process.ErrorDataReceived += (_, line) => server.Keep(line.Data);
        process.Start();
        Alive[process.Id] = process;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return server;
    }

    /// <summary>Stops it as a power cut does and waits until it is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await _process.WaitForExitAsync(limit.Token);
        Alive.TryRemove(_process.Id, out _);
    }

    /// <summary>Freezes it: its sockets stay open and nothing answers.</summary>
    public async Task PauseAsync()
    {
        await SignalAsync("STOP");
        // the signal is taken at once, but a thread that runs goes on for a moment
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        while (!EveryThreadIsStopped())
            await Task.Delay(1, limit.Token);
    }

    /// <summary>Lets it go on.</summary>
    public Task ResumeAsync() => SignalAsync("CONT");

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
            return;
        _output.Enqueue(line);
        while (_output.Count > LinesKept)
            _output.TryDequeue(out _);
    }

    private bool EveryThreadIsStopped() =>
        Directory.GetDirectories($"/proc/{Id}/task").All(thread =>
            File.ReadLines(Path.Combine(thread, "status")).Any(line => line.StartsWith("State:\tT", StringComparison.Ordinal)));

    private async Task SignalAsync(string name)
    {
        using var shell = Process.Start("/bin/sh", ["-c", $"kill -{name} {Id}"]);
        await shell.WaitForExitAsync();
        if (shell.ExitCode != 0)
            throw new InvalidOperationException($"Process {Id} cannot be sent {name}.");
    }
}
