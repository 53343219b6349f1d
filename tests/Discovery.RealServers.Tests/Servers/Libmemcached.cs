using System.Diagnostics;
using System.Text.Json;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>The C library that Python's and PHP's clients are made of, asked where it puts keys.</summary>
internal static class Libmemcached
{
    /// <summary>The index of the node of each key by <c>ketama_weighted</c>.</summary>
    public static async Task<int[]> NodesOfAsync(IReadOnlyList<Node> nodes, IReadOnlyList<string> keys)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var script = Path.Combine(AppContext.BaseDirectory, "Servers", "libmemcached_nodes.py");
        using var python = Process.Start(new ProcessStartInfo(ServerBinaries.Require("pylibmc"), [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var question = new { servers = nodes.Select(node => new object[] { node.Host, node.Port, node.Weight }), keys };
        var output = python.StandardOutput.ReadToEndAsync(limit.Token);
        var errors = python.StandardError.ReadToEndAsync(limit.Token);
        await python.StandardInput.WriteAsync(JsonSerializer.Serialize(question).AsMemory(), limit.Token);
        python.StandardInput.Close();
        await python.WaitForExitAsync(limit.Token);
        return python.ExitCode == 0
            ? JsonSerializer.Deserialize<int[]>(await output)!
            : throw new InvalidOperationException($"libmemcached did not answer: {await errors}");
    }
}
