using System.Globalization;
using Discovery.Cache.Topology;

namespace Discovery.RealServers.Tests;

/// <summary>What the assembly does as a process of its own: writes every second version of a list into the file it shares, as fast as it can.</summary>
internal static class FileWriterProbe
{
    public const string Verb = "write";
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(10);

    /// <summary>Says how often it read something torn, which must be never.</summary>
    public static async Task<int> RunAsync(string path, string first, string count)
    {
        var file = new NodeListFile(path, TimeProvider.System);
        var version = ulong.Parse(first, CultureInfo.InvariantCulture);
        var torn = 0;
        for (var i = 0; i < int.Parse(count, CultureInfo.InvariantCulture); i++, version += 2)
        {
            // the wait for the lock is bounded: a write that found no turn is made again, as the next confirmation would
            while (await file.WriteAsync(List(version), Window, default) is not null)
                await Task.Yield();
            torn += file.Read(out var trouble) is null || trouble is not null ? 1 : 0;
        }

        Console.WriteLine(torn.ToString(CultureInfo.InvariantCulture));
        return 0;
    }

    private static StoredNodeList List(ulong version) => new(
        "scope",
        "probe",
        new NodeSet(Enumerable.Range(0, 1 + (int)(version % 20)).Select(i => Node.Parse(string.Create(CultureInfo.InvariantCulture, $"node-{version}-{i}:11211"))), version),
        TimeProvider.System.GetUtcNow());
}
