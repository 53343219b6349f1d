using System.Text;
using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

/// <summary>What may lie where the file should be: ignored, counted, told once, never thrown, and replaced at the next good answer.</summary>
public sealed class FileTroubleTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly CountedMeter _meter = new();
    private readonly CapturedLog _log = new();
    private readonly CacheOptions _options = new();
    private readonly ScriptedNodeSource _source = new("Fake", A, B);

    public void Dispose()
    {
        _meter.Dispose();
        _folder.Dispose();
    }

    private string FilePath => _folder.File("nodes.json");

    [Theory]
    [InlineData("empty", "no node list")]
    [InlineData("corrupt", "no node list")]
    [InlineData("checksum", "no node list")]
    [InlineData("too large", "no node list")]
    [InlineData("schema", "another version")]
    [InlineData("foreign", "another endpoint")]
    [InlineData("future", "check the clock")]
    [InlineData("expired", "File:ServeExpired")]
    [InlineData("link", "name the file itself")]
    public async Task T65_WhatIsNoList_IsCountedToldOnceAndReplaced(string trouble, string advice)
    {
        await PutAsync(trouble);
        var layer = NewLayer();
        for (var i = 0; i < 3; i++)
            await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer));
        Assert.Equal(Enumerable.Repeat($"discovery.cache=c discovery.reason={trouble}", 3), _meter.Of(CacheTelemetry.FilesIgnored));
        Assert.Contains(advice, Assert.Single(_log.Texts), StringComparison.Ordinal);
        Assert.Contains(FilePath, _log.Lines[0].Text, StringComparison.Ordinal);

        Assert.Null((await layer.AskAsync(known: null, default)).FileTrouble);
        Assert.Equal(NodeListOrigin.File, (await FailAndAsk(NewLayer())).Origin);
    }

    [Fact]
    public async Task T65_Directory_IsToldAndStaysUntilSomebodyRemovesIt()
    {
        Directory.CreateDirectory(FilePath);
        var layer = NewLayer();
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer));
        Assert.Contains("must name a file", Assert.Single(_log.Texts), StringComparison.Ordinal);
        for (var i = 0; i < 3; i++)
            Assert.NotNull((await layer.AskAsync(known: null, default)).FileTrouble);
        Assert.Equal(3, _meter.Of(CacheTelemetry.FileWritesFailed).Count());
        Assert.Single(_log.Texts, line => line.Contains("cannot be kept", StringComparison.Ordinal));
        Directory.Delete(FilePath);
        Assert.Null((await layer.AskAsync(known: null, default)).FileTrouble);
        Assert.Contains("again", _log.Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task T65_FileCutAtEveryByte_IsIgnoredAndReplaced()
    {
        await NewLayer().AskAsync(known: null, default);
        var bytes = await File.ReadAllBytesAsync(FilePath);
        for (var length = 0; length < bytes.Length; length++)
        {
            await File.WriteAllBytesAsync(FilePath, bytes[..length]);
            await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(NewLayer()));
        }

        Assert.Equal(bytes.Length, _meter.Of(CacheTelemetry.FilesIgnored).Count());
        await NewLayer().AskAsync(known: null, default);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task T65_RandomBytes_AreNeverAListAndNeverThrow()
    {
        var random = new Random(1);
        for (var i = 0; i < 300; i++)
        {
            var bytes = new byte[random.Next(1, 4_000)];
            random.NextBytes(bytes);
            await File.WriteAllBytesAsync(FilePath, bytes);
            Assert.Null(new NodeListFile(FilePath, _clock).Read(out var trouble));
            Assert.Equal("corrupt", trouble);
        }
    }

    [Fact]
    public void T65_Device_IsNotOpened()
    {
        if (OperatingSystem.IsWindows())
            return;
        Assert.Null(new NodeListFile("/dev/zero", _clock).Read(out var trouble));
        Assert.Equal("empty", trouble);
    }

    [Fact]
    public async Task T65_NoReadPermission_IsUnreadable()
    {
        if (OperatingSystem.IsWindows())
            return;
        await NewLayer().AskAsync(known: null, default);
        File.SetUnixFileMode(FilePath, UnixFileMode.None);
        new NodeListFile(FilePath, _clock).Read(out var trouble);
        Assert.Equal(Environment.IsPrivilegedProcess ? null : "unreadable", trouble); // no mode stops root
    }

    [Fact]
    public async Task T69_DiskFull_KeepsTheOldListWholeLeavesNoLitterAndHeals()
    {
        await NewLayer().AskAsync(known: null, default);
        var before = await File.ReadAllBytesAsync(FilePath);
        var full = true;
        var layer = NewLayer(new NodeListFile(FilePath, _clock)
        {
            Store = (stream, bytes) =>
            {
                stream.Write(bytes, 0, full ? bytes.Length / 2 : bytes.Length);
                if (full)
                    throw new IOException("No space left on device");
            },
        });
        _source.SetNodes(A, C);
        var answer = await layer.AskAsync(known: null, default);
        Assert.Equal((NodeListOrigin.Source, "No space left on device"), (answer.Origin, answer.FileTrouble));
        Assert.Equal(before, await File.ReadAllBytesAsync(FilePath));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path, "*.tmp"));
        full = false;
        Assert.Null((await layer.AskAsync(known: null, default)).FileTrouble);
        Assert.Equal(new NodeSet([A, C]), new NodeListFile(FilePath, _clock).Read(out _)!.Set);
    }

    [Fact]
    public async Task Remember_AnswerThatWasOnItsWayForLong_DoesNotReplaceALaterOne()
    {
        var old = ScriptedLayer.Answer(new NodeSet([A]), _clock);
        _clock.Advance(TimeSpan.FromSeconds(1));
        var held = new TaskCompletionSource<NodeAnswer>();
        var down = false;
        var inner = new ScriptedLayer((known, _) => down ? throw new NodeSourceException("down") : known is null ? Task.FromResult(ScriptedLayer.Answer(new NodeSet([B]), _clock)) : held.Task);
        var layer = new FileLayer(inner, _source, file: null, () => _options, new FileLayerTools(_clock, _log, _meter.Topology));
        await layer.AskAsync(known: null, default);
        var hold = layer.AskAsync(new NodeSet([B]), default).AsTask();
        held.SetResult(old);
        await hold.WaitAsync(Bound);
        down = true;
        Assert.Equal(new NodeSet([B]), (await layer.AskAsync(known: null, default)).Set);
    }

    private async Task PutAsync(string trouble)
    {
        if (trouble is "foreign" or "future" or "expired" or "checksum")
            await NewLayer().AskAsync(known: null, default);
        switch (trouble)
        {
            case "foreign":
                _source.Scope = "another service";
                break;
            case "future":
                _clock.ShiftWallClock(TimeSpan.FromDays(-1));
                break;
            case "expired":
                _clock.Advance(TimeSpan.FromDays(1));
                break;
            case "checksum":
                await File.WriteAllTextAsync(FilePath, (await File.ReadAllTextAsync(FilePath)).Replace("b:1", "c:1", StringComparison.Ordinal));
                break;
            case "schema":
                await File.WriteAllTextAsync(FilePath, """{"schema":2,"checksum":"","payload":{}}""");
                break;
            case "too large":
                await using (var stream = File.Create(FilePath))
                    stream.SetLength(1L << 30);
                break;
            case "link":
                await File.WriteAllTextAsync(_folder.File("target"), "precious");
                File.CreateSymbolicLink(FilePath, _folder.File("target"));
                break;
            default:
                await File.WriteAllBytesAsync(FilePath, trouble == "empty" ? [] : Encoding.UTF8.GetBytes("\0nonsense"));
                break;
        }
    }

    private NodeListFile NewFile() => new(FilePath, _clock);

    private async Task<NodeAnswer> FailAndAsk(FileLayer layer)
    {
        _source.Enqueue(new NodeSourceException("down"));
        return await layer.AskAsync(known: null, default);
    }

    private FileLayer NewLayer(NodeListFile? file = null) =>
        new(new SourceLayer(_source, _clock), _source, file ?? NewFile(), () => _options, new FileLayerTools(_clock, _log, _meter.Topology));
}
