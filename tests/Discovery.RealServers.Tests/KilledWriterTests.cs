using System.Diagnostics;
using Discovery.Cache.Topology;

namespace Discovery.RealServers.Tests;

public sealed class KilledWriterTests
{
    private const int Kills = 100;
    private const int LongestLifeMilliseconds = 12;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    [Fact]
    public async Task T67_KilledDuringAWrite_ReadersSeeTheOldOrTheNewAndNoLitterStays()
    {
        var folder = Directory.CreateTempSubdirectory("discovery-").FullName;
        try
        {
            var file = new NodeListFile(Path.Combine(folder, "nodes.json"), TimeProvider.System);
            using var stop = new CancellationTokenSource(Limit);
            var reads = Task.Run(() => ReadAsync(file, stop.Token));
            var litter = await KillAsync(file, folder);
            await stop.CancelAsync();
            Assert.InRange(await reads, Kills, int.MaxValue);
            // otherwise no process was killed in the middle of a write
            Assert.InRange(litter, 1, Kills);
            var last = file.Read(out _)!.Set.Version!.Value;
            Assert.Null(await EndlessWriterProbe.WriteAsync(new NodeListFile(file.Path, TimeProvider.System), last + 1));
            Assert.Equal(last + 1, file.Read(out _)!.Set.Version);
            Assert.Empty(Directory.GetFiles(folder, "*.tmp"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Kills a writer at a random moment, again and again; returns how often one left a temporary file behind.</summary>
    private static async Task<int> KillAsync(NodeListFile file, string folder)
    {
        var random = new Random(67);
        var (litter, version) = (0, 0UL);
        for (var kill = 0; kill < Kills; kill++)
        {
            await LiveAndDieAsync(file.Path, TimeSpan.FromMilliseconds(random.Next(LongestLifeMilliseconds)));
            var left = file.Read(out var trouble);
            Assert.True(left is not null, $"after kill {kill} the file is {trouble}");
            Assert.Equal(EndlessWriterProbe.SetOf(left.Set.Version!.Value), left.Set);
            Assert.InRange(left.Set.Version.Value, version + 1, ulong.MaxValue);
            version = left.Set.Version.Value;
            litter += Directory.GetFiles(folder, "*.tmp").Length > 0 ? 1 : 0;
        }

        return litter;
    }

    private static async Task LiveAndDieAsync(string path, TimeSpan life)
    {
        using var writer = Process.Start(new ProcessStartInfo("dotnet", [typeof(EndlessWriterProbe).Assembly.Location, EndlessWriterProbe.Verb, path])
        {
            RedirectStandardOutput = true,
        })!;
        try
        {
            Assert.Equal(EndlessWriterProbe.Ready, await writer.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)));
            await Task.Delay(life);
        }
        finally
        {
            writer.Kill();
            await writer.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        }
    }

    // another process of the host, which reads while the writers write and die
    private static async Task<int> ReadAsync(NodeListFile file, CancellationToken stop)
    {
        var reads = 0;
        while (!stop.IsCancellationRequested)
        {
            var list = file.Read(out var trouble);
            Assert.Null(trouble);
            if (list is not null)
            {
                Assert.Equal(EndlessWriterProbe.SetOf(list.Set.Version!.Value).Fingerprint, list.Set.Fingerprint);
                reads++;
            }

            await Task.Yield();
        }

        return reads;
    }
}
