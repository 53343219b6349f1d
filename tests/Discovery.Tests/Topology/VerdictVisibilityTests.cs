using Discovery.Cache;
using Microsoft.Extensions.Logging;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

/// <summary>Every verdict is an event, a line and a count.</summary>
public sealed class VerdictVisibilityTests : IDisposable
{
    private readonly CapturedLog _log = new();
    private readonly CountedMeter _meter = new();
    private readonly Discovery.Testing.ManualTimeProvider _clock = new();
    private readonly NodeDirectory _directory;

    public VerdictVisibilityTests() => _directory = new NodeDirectory("c", _clock, _log, _meter.Topology);

    public void Dispose()
    {
        _meter.Dispose();
        _log.Dispose();
    }

    public static TheoryData<NodeVerdict> Verdicts => [.. Enum.GetValues<NodeVerdict>()];

    [Theory]
    [MemberData(nameof(Verdicts))]
    public async Task Publish_EachVerdict_IsAnEventALineAndACount(NodeVerdict verdict)
    {
        var events = new EventLog(_directory);
        Raise(verdict);
        await UntilAsync(() => events.Verdicts.Contains(verdict));
        Assert.Single(_meter.Of(CacheTelemetry.Verdicts), $"discovery.cache=c discovery.verdict={verdict}");
        var isTrouble = verdict is NodeVerdict.Failed or NodeVerdict.Quarantined or NodeVerdict.Stale;
        Assert.Equal(isTrouble ? LogLevel.Warning : LogLevel.Information, _log.Lines[^1].Level);
        Assert.Contains(verdict is NodeVerdict.Confirmed ? "confirms" : verdict.ToString(), _log.Lines[^1].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void T40_RefusedAgainAndAgain_IsCountedEachTimeAndLoggedOnce()
    {
        Apply(A);
        for (var i = 0; i < 10; i++)
            Refuse(NodeVerdict.Stale);
        Assert.Equal(10, _meter.Of(CacheTelemetry.Verdicts).Count(tags => tags.EndsWith("=Stale", StringComparison.Ordinal)));
        Assert.Single(_log.Lines, line => line.Text.Contains("Stale", StringComparison.Ordinal));
    }

    [Fact]
    public void Apply_SameListForEver_CountsAndSaysNothing()
    {
        for (var i = 0; i < 10; i++)
            Apply(A);
        Assert.Single(_meter.Of(CacheTelemetry.Verdicts));
        Assert.Single(_log.Lines);
    }

    [Fact]
    public async Task Publish_SourceThatFlaps_IsLoggedInFewLinesAndSaysHowManyAreMissing()
    {
        var events = new EventLog(_directory);
        Apply(A);
        for (var i = 0; i < 500; i++)
        {
            _directory.Fail(new NodeSourceException("down"));
            Apply(A);
        }

        Assert.Equal(20, _log.Lines.Count);
        Assert.Equal(1_001, _meter.Of(CacheTelemetry.Verdicts).Count());
        _clock.Advance(TimeSpan.FromSeconds(10));
        Apply(B);
        Assert.Contains("981 changes", _log.Lines[^2].Text, StringComparison.Ordinal);
        Assert.Contains("removed [a:1]", _log.Lines[^1].Text, StringComparison.Ordinal);
        await UntilAsync(() => events.All.Count > 0 && events.All[^1].Verdict == NodeVerdict.Accepted && events.All[^1].Current.Generation == 2);
    }

    [Fact]
    public void Report_Change_NamesCacheSourceOriginAndNodes()
    {
        Apply(A, B);
        Assert.Equal("Cache 'c': Accepted node list 1 of Fake (Source): 2 nodes, added [a:1, b:1], removed [], readdressed [].", Assert.Single(_log.Texts));
    }

    private void Raise(NodeVerdict verdict)
    {
        if (verdict is not NodeVerdict.Accepted)
            Apply(A, B);
        switch (verdict)
        {
            case NodeVerdict.Readdressed:
                Apply(A, new Node("b", 1, address: System.Net.IPAddress.Loopback));
                break;
            case NodeVerdict.Confirmed:
                _directory.Fail(new NodeSourceException("down"));
                Apply(A, B);
                break;
            case NodeVerdict.Failed:
                _directory.Fail(new NodeSourceException("down"));
                break;
            case NodeVerdict.Quarantined or NodeVerdict.Stale:
                Refuse(verdict);
                break;
            default:
                _directory.Apply(ScriptedLayer.Answer(new NodeSet([C]), _clock) with { Verdict = verdict });
                break;
        }
    }

    private void Refuse(NodeVerdict verdict) =>
        _directory.Fail(new NodeSourceException(NodeSourceFailure.Suspect, "no", new Discovery.Cache.Topology.AnswerRefusedException(verdict, "no")));

    private void Apply(params Node[] nodes) => _directory.Apply(ScriptedLayer.Answer(new NodeSet(nodes), _clock));
}
