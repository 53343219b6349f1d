using System.Diagnostics;
using System.Text.Json;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Another client: libmemcached, through Debian's pylibmc.</summary>
/// <param name="servers">Each <c>host:port</c> or <c>host:port:weight</c>.</param>
/// <param name="behaviors">The behaviours that are switched on, by pylibmc's names.</param>
internal sealed class LibmemcachedClient(IEnumerable<string> servers, params string[] behaviors)
{
    private readonly string[] _servers = [.. servers];

    public Task WriteAsync(IReadOnlyDictionary<string, byte[]> values) => TalkAsync(new { servers = _servers, behaviors = Switched(), write = values });

    /// <summary>Reads keys; those it does not find are missing in the answer.</summary>
    public Task<Dictionary<string, byte[]>> ReadAsync(IEnumerable<string> keys) =>
        TalkAsync(new { servers = _servers, behaviors = Switched(), read = keys });

    private Dictionary<string, bool> Switched() => behaviors.ToDictionary(name => name, _ => true, StringComparer.Ordinal);

    private static async Task<Dictionary<string, byte[]>> TalkAsync<T>(T task)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        using var python = Process.Start(new ProcessStartInfo(
            ServerBinaries.Require("pylibmc"), [Path.Combine(AppContext.BaseDirectory, "Servers", "libmemcached_client.py")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = python.StandardOutput.ReadToEndAsync(limit.Token);
        var error = python.StandardError.ReadToEndAsync(limit.Token);
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(task));
        python.StandardInput.Close();
        await python.WaitForExitAsync(limit.Token);
        return python.ExitCode == 0
            ? JsonSerializer.Deserialize<Dictionary<string, byte[]>>(await output)!
            : throw new InvalidOperationException($"pylibmc failed: {await error}");
    }
}
