using System.Globalization;
using Discovery.Cache.Topology;

namespace Discovery.RealServers.Tests;

/// <summary>What the assembly does as a process that is killed: writes one list after another into a file, each larger than a page.</summary>
internal static class EndlessWriterProbe
{
    public const string Verb = "write-for-ever";
    public const string Ready = "writing";
    private const int Nodes = 400;

    public static async Task<int> RunAsync(string path)
    {
        var file = new NodeListFile(path, TimeProvider.System);
        var version = file.Read(out _)?.Set.Version ?? 0;
        for (var isFirst = true; ; isFirst = false)
        {
            if (await WriteAsync(file, ++version) is { } trouble)
                throw new InvalidOperationException(trouble);
            if (isFirst)
                Console.WriteLine(Ready);
        }
    }

    public static ValueTask<string?> WriteAsync(NodeListFile file, ulong version) => file.WriteAsync(
        new StoredNodeList("scope", "probe", SetOf(version), TimeProvider.System.GetUtcNow()), TimeSpan.FromHours(1), CancellationToken.None);

    /// <summary>The one list that belongs to a version.</summary>
    public static NodeSet SetOf(ulong version) => new(
        Enumerable.Range(0, Nodes).Select(i => Node.Parse(string.Create(CultureInfo.InvariantCulture, $"node-{i}-of-{version}.example:11211"))), version);
}
