using System.Diagnostics;
using System.Globalization;
using Discovery.Cache.Topology;
using Discovery.RealServers.Tests.Servers;

namespace Discovery.RealServers.Tests;

/// <summary>Several processes with one node list file.</summary>
public sealed class FileSharingTests
{
    private const int Writes = 1_000;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(180);

    [Fact]
    public async Task T68_TwoProcessesAThousandWritesEach_NeverTearNeverGoBackAndEndWithTheHighest()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("nodes.json");
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() => ReadUntil(path, done.Token));
        var torn = await Task.WhenAll(WriteAsync(path, 0), WriteAsync(path, 1)).WaitAsync(Limit);
        await done.CancelAsync();
        var (troubles, steps, goneBack) = await reader;
        Assert.Equal(["0", "0"], torn);
        Assert.Empty(troubles);
        Assert.Equal(0, goneBack);
        Assert.True(steps > 100, $"only {steps} versions were seen");
        Assert.Equal((ulong)((2 * Writes) - 1), new NodeListFile(path, TimeProvider.System).Read(out _)!.Set.Version);
        Assert.Equal(["nodes.json", "nodes.json.lock"], Directory.EnumerateFiles(Path.GetDirectoryName(path)!).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static (HashSet<string> Troubles, int Steps, int GoneBack) ReadUntil(string path, CancellationToken stop)
    {
        var file = new NodeListFile(path, TimeProvider.System);
        HashSet<string> troubles = new(StringComparer.Ordinal);
        var (steps, goneBack, last) = (0, 0, 0UL);
        while (!stop.IsCancellationRequested)
        {
            var version = file.Read(out var trouble)?.Set.Version ?? last;
            if (trouble is not null)
                troubles.Add(trouble);
            steps += version > last ? 1 : 0;
            goneBack += version < last ? 1 : 0;
            last = version;
        }

        return (troubles, steps, goneBack);
    }

    private static async Task<string> WriteAsync(string path, int first)
    {
        using var probe = Process.Start(new ProcessStartInfo(
            "dotnet",
            [typeof(FileWriterProbe).Assembly.Location, FileWriterProbe.Verb, path, first.ToString(CultureInfo.InvariantCulture), Writes.ToString(CultureInfo.InvariantCulture)])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        var error = probe.StandardError.ReadToEndAsync(limit.Token);
        var output = await probe.StandardOutput.ReadToEndAsync(limit.Token);
        await probe.WaitForExitAsync(limit.Token);
        return probe.ExitCode == 0 ? output.Trim() : await error;
    }
}
