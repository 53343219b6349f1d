using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class FileLayerTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly ManualTimeProvider _clock = new();
    private readonly ScriptedNodeSource _source = new("Fake", A, B, C);
    private readonly CacheOptions _options = new();

    public void Dispose() => _folder.Dispose();

    private string FilePath => _folder.File("nodes.json");

    [Fact]
    public async Task Ask_SourceFailsWithoutAFile_ServesTheLastListFromMemory()
    {
        var layer = NewLayer(file: false);
        await layer.AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromHours(1));
        var answer = await FailAndAsk(layer);
        Assert.Equal(NodeListOrigin.Memory, answer.Origin);
        Assert.Equal(TimeSpan.FromHours(1), answer.Confirmed.Age(_clock));
        Assert.Equal("down", answer.Failure!.Message);
    }

    [Fact]
    public async Task T04_FirstAnswerEmpty_ServesTheFile()
    {
        await NewLayer().AskAsync(known: null, default);
        _source.SetNodes();
        var answer = await NewLayer().AskAsync(known: null, default);
        Assert.Equal((NodeListOrigin.File, 3), (answer.Origin, answer.Set.Count));
        Assert.Equal(NodeSourceFailure.Suspect, answer.Failure!.Kind);
    }

    [Fact]
    public async Task T60_SourceDownAtStart_ServesTheFileWithItsAge()
    {
        await NewLayer().AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromHours(11));
        var answer = await FailAndAsk(NewLayer());
        Assert.Equal((NodeListOrigin.File, "Fake"), (answer.Origin, answer.Source));
        Assert.Equal(TimeSpan.FromHours(11), answer.Confirmed.Age(_clock));
    }

    [Fact]
    public async Task T61_FileOlderThanTheLongTtl_IsRefusedUnlessAsALastResort()
    {
        await NewLayer().AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromHours(12) + TimeSpan.FromSeconds(1));
        var layer = NewLayer();
        var failure = await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer));
        Assert.Null(layer.LastResort(failure));
        _options.File.ServeExpired = true;
        Assert.Equal(3, layer.LastResort(failure)!.Set.Count);
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer)); // a fallback still comes first
    }

    [Fact]
    public async Task T63_ReadingTheFile_NeverRenewsItsAge()
    {
        await NewLayer().AskAsync(known: null, default);
        var bytes = await File.ReadAllBytesAsync(FilePath);
        for (var hour = 1; hour <= 5; hour++)
        {
            _clock.Advance(TimeSpan.FromHours(1));
            Assert.Equal(TimeSpan.FromHours(hour), (await FailAndAsk(NewLayer())).Confirmed.Age(_clock));
        }

        Assert.Equal(bytes, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task T64_UnchangedAnswersForAnHour_RenewTheAgeInFewWrites()
    {
        var layer = NewLayer();
        HashSet<string> versions = new(StringComparer.Ordinal);
        for (var i = 0; i <= 120; i++)
        {
            await layer.AskAsync(known: null, default);
            versions.Add(await File.ReadAllTextAsync(FilePath));
            _clock.Advance(TimeSpan.FromSeconds(30));
        }

        Assert.InRange(versions.Count, 5, 9); // one in 7.2 minutes, a hundredth of 12 hours
        var stored = new NodeListFile(FilePath, _clock).Read(out _)!;
        Assert.InRange(_clock.GetUtcNow() - stored.ConfirmedAt, TimeSpan.Zero, TimeSpan.FromMinutes(8));
    }

    [Fact]
    public async Task Ask_ChangedAnswer_IsWrittenAtOnce()
    {
        var layer = NewLayer();
        await layer.AskAsync(known: null, default);
        _source.SetNodes(A);
        await layer.AskAsync(known: null, default);
        Assert.Equal(new NodeSet([A]), new NodeListFile(FilePath, _clock).Read(out _)!.Set);
    }

    [Fact]
    public async Task T65_CorruptFile_IsReplacedAtTheNextGoodAnswer()
    {
        await File.WriteAllTextAsync(FilePath, "garbage");
        var layer = NewLayer();
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer));
        _source.SetNodes(A);
        await layer.AskAsync(known: null, default);
        Assert.Equal(1, (await FailAndAsk(NewLayer())).Set.Count);
    }

    [Fact]
    public async Task T66_FileOfAnotherScope_IsNotUsed()
    {
        await NewLayer().AskAsync(known: null, default);
        _source.Scope = "another data centre";
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(NewLayer()));
    }

    [Fact]
    public async Task T69_UnwritablePath_IsToldAndHealsByItself()
    {
        Directory.CreateDirectory(FilePath);
        var layer = NewLayer();
        Assert.NotNull((await layer.AskAsync(known: null, default)).FileTrouble);
        Directory.Delete(FilePath);
        Assert.Null((await layer.AskAsync(known: null, default)).FileTrouble);
        Assert.True(File.Exists(FilePath));
    }

    [Fact]
    public async Task T70_WallClockJumpsWhileRunning_LeaveTheAgeInMemoryAlone()
    {
        var layer = NewLayer();
        await layer.AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromMinutes(1));
        foreach (var jump in new[] { TimeSpan.FromDays(3650), TimeSpan.FromDays(-3651), TimeSpan.FromHours(-1) })
        {
            _clock.ShiftWallClock(jump);
            Assert.Equal(TimeSpan.FromMinutes(1), (await FailAndAsk(layer)).Confirmed.Age(_clock));
        }
    }

    [Fact]
    public async Task T70_FileFromTheFuture_HasNoKnownAgeAndIsNotUsed()
    {
        await NewLayer().AskAsync(known: null, default);
        _clock.ShiftWallClock(TimeSpan.FromHours(-1));
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(NewLayer()));
        _source.SetNodes(A);
        await NewLayer().AskAsync(known: null, default); // and is replaced at the next good answer
        Assert.Equal(1, (await FailAndAsk(NewLayer())).Set.Count);
    }

    [Fact]
    public async Task T71_EmptyAnswer_NeverReachesTheFile()
    {
        var layer = NewLayer();
        await layer.AskAsync(known: null, default);
        var bytes = await File.ReadAllBytesAsync(FilePath);
        _source.SetNodes();
        _clock.Advance(TimeSpan.FromHours(1));
        await layer.AskAsync(known: null, default);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(FilePath));
    }

    [Fact]
    public async Task T72_ScopeChangesWhileRunning_ForgetsTheOldListAndAsksAfresh()
    {
        var layer = NewLayer();
        var first = await layer.AskAsync(known: null, default);
        _source.Scope = "another endpoint";
        await layer.AskAsync(first.Set, default);
        Assert.Null(_source.Calls[1].Known);
        _source.Scope = "a third";
        await Assert.ThrowsAsync<NodeSourceException>(() => FailAndAsk(layer));
    }

    [Fact]
    public async Task Ask_SiblingConfirmedLater_ServesTheSiblingsList()
    {
        var mine = NewLayer();
        await mine.AskAsync(known: null, default);
        _clock.Advance(TimeSpan.FromMinutes(30));
        _source.SetNodes(A, B);
        await NewLayer().AskAsync(known: null, default);
        var answer = await FailAndAsk(mine);
        Assert.Equal((2, TimeSpan.Zero), (answer.Set.Count, answer.Confirmed.Age(_clock)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task T55_SiblingConfirmed_IsEnoughOnlyForASourceThatIsPolled(bool waits)
    {
        _options.File.ShareConfirmations = true;
        _source.WaitsForChange = waits;
        var mine = NewLayer();
        var known = (await mine.AskAsync(known: null, default)).Set;
        _clock.Advance(TimeSpan.FromSeconds(20));
        await NewLayer().AskAsync(known: null, default);
        _source.Enqueue(known); // a held question would end
        Assert.Equal(waits ? NodeListOrigin.Source : NodeListOrigin.Sibling, (await mine.AskAsync(known, default)).Origin);
        Assert.Equal(waits ? 3 : 2, _source.CallCount);
    }

    private async Task<NodeAnswer> FailAndAsk(FileLayer layer)
    {
        _source.Enqueue(new NodeSourceException("down"));
        return await layer.AskAsync(known: null, default);
    }

    private FileLayer NewLayer(bool file = true) => new(
        new AnswerGuard(new SourceLayer(_source, _clock), new GuardTools(_clock, () => _source.Scope, () => null)),
        _source,
        file ? new NodeListFile(FilePath, _clock) : null,
        () => _options,
        new FileLayerTools(_clock, NullLogger.Instance, new CountedMeter().Topology));
}
