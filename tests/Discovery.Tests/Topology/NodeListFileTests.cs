using Discovery.Cache.Topology;
using Discovery.Testing;

namespace Discovery.Tests.Topology;

public sealed class NodeListFileTests : IDisposable
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(10);
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Write_NewFile_IsPrivateAndLeavesNoLitter()
    {
        var file = NewFile();
        await File.WriteAllTextAsync(file.Path + ".dead.tmp", "half");
        Assert.Null(await file.WriteAsync(List(1), Window, default));
        Assert.Equal(["nodes.json", "nodes.json.lock"], Directory.EnumerateFiles(_folder.Path).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file.Path));
    }

    [Fact]
    public void T65_NoFile_IsNoTrouble()
    {
        Assert.Null(NewFile().Read(out var trouble));
        Assert.Null(trouble);
    }

    [Theory]
    [InlineData("empty")]
    [InlineData("too large")]
    [InlineData("link")]
    [InlineData("directory")]
    [InlineData("corrupt")]
    public async Task T65_WhatIsNoNodeList_IsNamedAndNotRead(string kind)
    {
        var file = NewFile();
        Make(kind, file.Path);
        Assert.Null(file.Read(out var trouble));
        Assert.Equal(kind, trouble);
        var written = await file.WriteAsync(List(1), Window, default);
        Assert.Equal(kind == "directory", written is not null);
        Assert.Equal(kind == "directory" ? null : List(1), file.Read(out _));
    }

    [Fact]
    public async Task T65_LinkTarget_IsNotTouchedByTheNextGoodAnswer()
    {
        var file = NewFile();
        Make("link", file.Path);
        Assert.Null(await file.WriteAsync(List(1), Window, default));
        Assert.Equal("precious", await File.ReadAllTextAsync(_folder.File("target")));
        Assert.Null(new FileInfo(file.Path).LinkTarget);
    }

    [Fact]
    public async Task T65_OneGigabyte_IsRefusedWithoutReadingIt()
    {
        var file = NewFile();
        await using (var stream = File.Create(file.Path))
            stream.SetLength(1L << 30);
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Null(file.Read(out var trouble));
        Assert.Equal("too large", trouble);
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < NodeListFile.MaxBytes);
    }

    [Fact]
    public async Task T69_MissingFolder_IsAnAnswerNotAnException() =>
        Assert.NotNull(await new NodeListFile(_folder.File("no/such/nodes.json"), _clock).WriteAsync(List(1), Window, default));

    [Fact]
    public async Task Write_LockHeldByAnother_GivesUpAfterABoundedWait()
    {
        var file = new NodeListFile(_folder.File("nodes.json"), TimeProvider.System);
        await using var other = new FileStream(file.Path + ".lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        Assert.Contains("lock", await file.WriteAsync(List(1), Window, default).AsTask().WaitAsync(TopologyHarness.Bound), StringComparison.Ordinal);
        Assert.False(File.Exists(file.Path));
    }

    [Theory]
    [InlineData(12UL, 0, 11UL, 1, 12UL)]     // an older version that arrives later loses
    [InlineData(12UL, 0, 13UL, -1, 13UL)]    // a newer version wins whenever it was confirmed
    [InlineData(12UL, 0, 1UL, 11, 1UL)]      // nobody confirms the high version any more: the cluster was made anew
    [InlineData(null, 1, null, 0, 1UL)]      // without versions the later confirmation wins
    [InlineData(null, 0, null, 1, 2UL)]
    [InlineData(null, 600, null, 0, 2UL)]    // from the future: not to be trusted
    public async Task T68_TwoWriters_KeepTheNewerList(ulong? first, int firstMinute, ulong? second, int secondMinute, ulong expected)
    {
        var file = NewFile();
        await file.WriteAsync(List(first, "one", firstMinute), Window, default);
        await file.WriteAsync(List(second, "two", secondMinute), Window, default);
        var kept = file.Read(out _)!;
        Assert.Equal(expected, kept.Set.Version ?? (kept.Source == "one" ? 1UL : 2UL));
    }

    [Fact]
    public async Task T68_ManyWritersAtOnce_NeverTearAndEndWithTheHighestVersion()
    {
        var path = _folder.File("nodes.json");
        const int Writes = 60;
        using var done = new CancellationTokenSource();
        var reader = Task.Run(() => ReadUntil(path, done.Token));
        var writers = Enumerable.Range(0, 2).Select(w => Task.Run(async () =>
        {
            var file = new NodeListFile(path, TimeProvider.System);
            for (var i = 0; i < Writes; i++)
            {
                var version = (ulong)((i * 2) + w);
                // the lock wait is bounded: a write that found no turn is made again, as the next confirmation would
                while (await file.WriteAsync(new StoredNodeList("s", "x", new NodeSet([Node.Parse("a:1")], version), TimeProvider.System.GetUtcNow()), Window, default) is not null)
                    await Task.Yield();
            }
        }));
        await Task.WhenAll(writers).WaitAsync(TopologyHarness.Bound);
        await done.CancelAsync();
        Assert.Empty(await reader);
        Assert.Equal((ulong)((2 * Writes) - 1), new NodeListFile(path, TimeProvider.System).Read(out _)!.Set.Version);
    }

    private static List<string> ReadUntil(string path, CancellationToken stop)
    {
        List<string> troubles = [];
        var file = new NodeListFile(path, TimeProvider.System);
        while (!stop.IsCancellationRequested)
        {
            file.Read(out var trouble);
            if (trouble is not null)
                troubles.Add(trouble);
        }

        return troubles;
    }

    private void Make(string kind, string path)
    {
        switch (kind)
        {
            case "directory":
                Directory.CreateDirectory(path);
                break;
            case "link":
                File.WriteAllText(_folder.File("target"), "precious");
                File.CreateSymbolicLink(path, _folder.File("target"));
                break;
            case "too large":
                using (var stream = File.Create(path))
                    stream.SetLength(NodeListFile.MaxBytes + 1);
                break;
            default:
                File.WriteAllText(path, kind == "empty" ? "" : "\u0000\u0001not json");
                break;
        }
    }

    private NodeListFile NewFile() => new(_folder.File("nodes.json"), _clock);

    private StoredNodeList List(ulong? version, string source = "x", int minute = 0) =>
        new("s", source, new NodeSet([Node.Parse("a:1")], version), _clock.GetUtcNow().AddMinutes(minute));
}
