using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class NodeDirectoryTests
{
    private readonly ManualTimeProvider _clock = new();
    private readonly NodeDirectory _directory;

    public NodeDirectoryTests() => _directory = new NodeDirectory("", _clock, NullLogger.Instance, new CountedMeter().Topology);

    [Fact]
    public void Current_BeforeTheFirstList_IsEmptyWithoutOriginOrAge()
    {
        var current = _directory.Current;
        Assert.Equal((0, NodeListOrigin.None, 0L), (current.Set.Count, current.Origin, current.Generation));
        Assert.Null(current.Age);
        Assert.Null(current.ConfirmedAt);
    }

    [Fact]
    public void Apply_SameSet_KeepsTheGenerationAndRenewsTheAge()
    {
        Apply(A);
        _clock.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(TimeSpan.FromSeconds(30), _directory.Current.Age);
        Apply(A);
        Assert.Equal((1L, TimeSpan.Zero), (_directory.Current.Generation, _directory.Current.Age!.Value));
    }

    [Fact]
    public async Task Apply_ChangedSets_RaiseTheDifference()
    {
        var events = new EventLog(_directory);
        Apply(A, B);
        Apply(new Node("b", 1, address: System.Net.IPAddress.Loopback), A);
        Apply(C, A);
        Apply(C, new Node("a", 1, weight: 2));
        await events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Readdressed, NodeVerdict.Accepted, NodeVerdict.Accepted);
        Assert.Equal<Node>([A, B], events.All[0].Added);
        Assert.Equal("b:1", Assert.Single(events.All[1].Readdressed).Name);
        Assert.Equal(("c:1", "b:1"), (Assert.Single(events.All[2].Added).Name, Assert.Single(events.All[2].Removed).Name));
        Assert.Equal([1L, 2, 3, 4], events.All.Select(change => change.Current.Generation));
    }

    [Fact]
    public async Task Fail_AgainAndAgain_IsRaisedOnceUntilItsKindChanges()
    {
        var events = new EventLog(_directory);
        Apply(A);
        for (var i = 0; i < 10; i++)
            _directory.Fail(new NodeSourceException($"refused from port {i}"));
        _directory.Fail(new NodeSourceException(NodeSourceFailure.Configuration, "403"));
        Assert.Equal(("403", NodeListOrigin.Memory), (_directory.Current.LastFailure, _directory.Current.Origin));
        Apply(A);
        Assert.Null(_directory.Current.LastFailure);
        await events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Failed, NodeVerdict.Failed, NodeVerdict.Confirmed);
        Assert.Equal("refused from port 0", events.All[1].Reason);
    }

    [Fact]
    public async Task Fail_ThenAnotherSet_IsRaisedAsTheChangeOnly()
    {
        var events = new EventLog(_directory);
        Apply(A);
        _directory.Fail(new NodeSourceException("down"));
        Apply(B);
        await events.ExpectAsync(NodeVerdict.Accepted, NodeVerdict.Failed, NodeVerdict.Accepted);
    }

    [Fact]
    public async Task T54_SlowAndThrowingObservers_HoldUpNobody()
    {
        var slow = _directory.ChangesAsync().GetAsyncEnumerator();
        var pending = slow.MoveNextAsync();
        var throwing = ThrowAtTheFirstAsync();
        var count = (ChangeFeed.Capacity * 3) + 1;
        Apply(Node.Parse("n1:1"));
        Assert.True(await pending.AsTask().WaitAsync(Bound));
        for (var i = 2; i <= count; i++)
            Apply(Node.Parse($"n{i}:1"));
        Assert.Equal(1, slow.Current.Current.Generation);
        Assert.True(await slow.MoveNextAsync());
        Assert.Equal(count - ChangeFeed.Capacity + 1, slow.Current.Current.Generation); // the oldest were dropped, the newest are there
        Apply(A);
        await Assert.ThrowsAsync<InvalidOperationException>(() => throwing.WaitAsync(Bound));
        Assert.Equal(count + 1, _directory.Current.Generation);
        await slow.DisposeAsync();
    }

    // observes from the moment it is called
    private async Task ThrowAtTheFirstAsync()
    {
        await foreach (var change in _directory.ChangesAsync())
            throw new InvalidOperationException(change.Verdict.ToString());
    }

    [Fact]
    public void T54_ThrowingListener_DoesNotStopTheDirectory()
    {
        _directory.Attach(new Listener((_, _) => throw new InvalidOperationException("boom")));
        Apply(A);
        Assert.Equal(1, _directory.Current.Generation);
    }

    [Fact]
    public async Task Attach_LateListener_HearsOfTheKnownListAndThenBeforeAnybodyElse()
    {
        List<(NodeSet Set, long Generation, long Visible)> heard = [];
        Apply(A);
        _directory.Attach(new Listener((set, generation) => heard.Add((set, generation, _directory.Current.Generation))));
        Apply(B);
        Apply(B);
        Assert.Equal([(new NodeSet([A]), 1L, 1L), (new NodeSet([B]), 2L, 1L)], heard);
        await _directory.WaitForFirstAsync().WaitAsync(Bound);
    }

    [Fact]
    public async Task WaitForFirst_ListOrEnd_Completes()
    {
        var first = _directory.WaitForFirstAsync();
        using var cancel = new CancellationTokenSource();
        var cancelled = _directory.WaitForFirstAsync(cancel.Token);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        Assert.False(first.IsCompleted);
        Apply(A);
        await first.WaitAsync(Bound);
        var other = new NodeDirectory("", _clock, NullLogger.Instance, new CountedMeter().Topology);
        other.Complete();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => other.WaitForFirstAsync().WaitAsync(Bound));
        await foreach (var unused in other.ChangesAsync())
            Assert.Fail($"{unused.Verdict} after the end");
    }

    [Fact]
    public void T73_CallerMutatesWhatItGaveOrGot_LeavesTheDirectoryAlone()
    {
        var nodes = new List<Node> { A, B };
        _directory.Apply(ScriptedLayer.Answer(new NodeSet(nodes), _clock));
        nodes.Clear();
        var got = _directory.Current.Set.Nodes.ToArray();
        got[0] = C;
        Assert.Equal<Node>([A, B], _directory.Current.Set.Nodes);
    }

    private void Apply(params Node[] nodes) => _directory.Apply(ScriptedLayer.Answer(new NodeSet(nodes), _clock));

    private sealed class Listener(Action<NodeSet, long> onNodes) : INodeSetListener
    {
        public void OnNodes(NodeSet set, long generation) => onNodes(set, generation);
    }
}
