using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.ElastiCache;

public sealed class SecondOpinionTests
{
    [Fact]
    public async Task GetNodes_OneNodeLess_IsBelievedUnchecked()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(12, 0, 1, 2, 3);
        cluster.Say(13, 0, 1, 2);
        Assert.Equal(cluster.Set(13, 0, 1, 2), await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3)));
        Assert.Equal(0, cluster.Opinions);
    }

    [Fact]
    public async Task GetNodes_TwoNodesLessAndANodeAgrees_IsBelieved()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(13, 2, 3);
        cluster.Say(13, 2, 3);
        Assert.Equal(cluster.Set(13, 2, 3), await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3)));
        Assert.Equal(1, cluster.Opinions);
        // only one that stays may vouch for the loss of others
        Assert.Equal(0, cluster.Server(0).AcceptedConnections + cluster.Server(1).AcceptedConnections);
    }

    [Fact]
    public async Task GetNodes_TwoNodesLessAndANodeIsOlder_IsSuspectAndNamesBothVersions()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(12, 0, 1, 2, 3);
        cluster.Say(13, 0, 1);
        var known = cluster.Set(12, 0, 1, 2, 3);
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => cluster.Harness.AskAsync(known));
        Assert.Equal(NodeSourceFailure.Suspect, e.Kind);
        Assert.Equal(
            $"ElastiCache: the configuration endpoint HOST: its list of version 13 has 2 nodes, but node {cluster.Nodes[0].Name} has a list of version 12 with 4; the last list stays in use until they agree.",
            cluster.Harness.Plain(e));
        // the rest of the cluster catches up
        cluster.ThinkAll(13, 0, 1);
        Assert.Equal(cluster.Set(13, 0, 1), await cluster.Harness.AskAsync(known));
    }

    [Fact]
    public async Task GetNodes_SameVersionWithOtherNames_IsSuspect()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(13, 0, 1, 2, 3);
        cluster.Say(13, 0, 1);
        var e = await Assert.ThrowsAsync<NodeSourceException>(() => cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3)));
        Assert.Equal(NodeSourceFailure.Suspect, e.Kind);
    }

    [Fact]
    public async Task T40_VersionGoesBack_TheNodeWithTheHigherVersionIsBelieved()
    {
        await using var cluster = await OpinionCluster.StartAsync(3);
        cluster.ThinkAll(12, 0, 1, 2);
        cluster.Say(11, 0, 1);
        var set = await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2));
        Assert.Equal(cluster.Set(12, 0, 1, 2), set);
        Assert.Equal(12UL, set.Version);
        Assert.Equal(
            [$"Information: ElastiCache: node {cluster.Nodes[0].Name} has version 12 of the list and is believed; the endpoint's version 11 is outdated"],
            cluster.Harness.Log);
    }

    [Fact]
    public async Task T40_VersionGoesBackAndEveryNodeAgrees_IsLeftToTheCaller()
    {
        await using var cluster = await OpinionCluster.StartAsync(3);
        cluster.ThinkAll(11, 0, 1, 2);
        cluster.Say(11, 0, 1, 2);
        Assert.Equal(11UL, (await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2))).Version);
        Assert.Equal(1, cluster.Opinions);
    }

    [Fact]
    public async Task T41_OtherClusterBehindTheEndpoint_IsReturnedAsItIs()
    {
        await using var cluster = await OpinionCluster.StartAsync(3);
        cluster.ThinkAll(12, 0, 1, 2);
        Node[] others = [OpinionCluster.Named("new.x9kq2a", 1, cluster.Nodes[0].Port), OpinionCluster.Named("new.x9kq2a", 2, cluster.Nodes[1].Port)];
        cluster.Harness.Endpoint.SetNodes(others, 1);
        var set = await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2));
        Assert.Equal(new NodeSet(others), set);
        Assert.Equal(1UL, set.Version);
        Assert.Equal(0, cluster.Opinions);
    }

    [Theory]
    [InlineData("a.b.0001.use1.cache.amazonaws.com", "a.b.0002.use1.cache.amazonaws.com", false)]
    [InlineData("A.b.0001.use1.cache.amazonaws.com", "a.b.0001.use1.cache.amazonaws.com", false)]
    [InlineData("a.b.0001.use1.cache.amazonaws.com", "c.b.0001.use1.cache.amazonaws.com", true)]
    [InlineData("a.b.0001.use1.cache.amazonaws.com", "a.b.0001.euw1.cache.amazonaws.com", true)]
    [InlineData("a.b.0001.use1.cache.amazonaws.com", "10.0.0.1", false)]
    [InlineData("10.0.0.1", "10.0.0.2", false)]
    [InlineData("0001.a", "0001.b", false)]
    [InlineData("a.12345.b", "b.12345.a", false)]
    public void AreDifferent_Hosts_OnlyWhenTheNumberedNamesSaySo(string one, string other, bool expected) =>
        Assert.Equal(expected, ClusterIdentity.AreDifferent(new NodeSet([new Node(one, 1)]), new NodeSet([new Node(other, 1)])));

    [Fact]
    public void AreDifferent_OneNodeInCommon_IsTheSameCluster()
    {
        var one = new NodeSet([new Node("a.b.0001.c", 1), new Node("d.b.0001.c", 1)]);
        Assert.False(ClusterIdentity.AreDifferent(one, new NodeSet([new Node("d.b.0009.c", 1)])));
    }

    [Theory]
    [InlineData(ConfigurationEndpointMode.PlainMemcached)]
    [InlineData(ConfigurationEndpointMode.NoConfiguration)]
    [InlineData(ConfigurationEndpointMode.Redis)]
    public async Task GetNodes_NoNodeCanTell_TheAnswerStands(ConfigurationEndpointMode mode)
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        for (var i = 0; i < 4; i++)
            cluster.Server(i).Mode = mode;
        cluster.Say(13, 0, 1);
        Assert.Equal(cluster.Set(13, 0, 1), await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3)));
    }

    [Fact]
    public async Task GetNodes_NodesRefuseOrBreakOffOrAreEmpty_TheNextIsAsked()
    {
        await using var cluster = await OpinionCluster.StartAsync(6);
        cluster.ThinkAll(14, 0, 1, 2, 3, 4, 5);
        await cluster.Server(0).StopAsync();
        cluster.Server(1).CutAfter = 30;
        cluster.Server(2).RawReply = Encoding.ASCII.GetBytes("CONFIG cluster 0 4\r\n14\n\n\r\nEND\r\n");
        cluster.Say(13, 0, 1, 2, 3);
        Assert.Equal(cluster.Set(14, 0, 1, 2, 3, 4, 5), await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3, 4, 5)));
    }

    [Fact]
    public async Task GetNodes_SilentNodes_ShareWhatIsLeftOfTheDeadline()
    {
        await using var cluster = await OpinionCluster.StartAsync(5, e => e.ReplyDelay = TimeSpan.Zero);
        cluster.Say(13, 0, 1, 2);
        for (var i = 0; i < 3; i++)
            cluster.Server(i).IsSilent = true;
        var asked = cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3, 4));
        // 2 s for three nodes: two thirds of a second for each
        for (var i = 0; i < 3; i++)
        {
            Assert.False(asked.IsCompleted);
            await cluster.Server(i).WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
            cluster.Harness.Clock.Advance(TimeSpan.FromSeconds(0.667));
        }

        Assert.Equal(cluster.Set(13, 0, 1, 2), await asked);
        Assert.Equal(0, cluster.Harness.Clock.ArmedTimers);
    }

    [Fact]
    public async Task GetNodes_AnswerUsedUpTheDeadline_IsNotChecked()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(12, 0, 1, 2, 3);
        cluster.Say(13, 0, 1);
        var (endpoint, clock) = (cluster.Harness.Endpoint, cluster.Harness.Clock);
        endpoint.Time = clock;
        endpoint.ReplyDelay = TimeSpan.FromSeconds(1.9);
        var asked = cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3));
        await cluster.Harness.TimersAsync(2);
        for (var i = 0; i < 2; i++)
            cluster.Server(i).IsSilent = true;
        clock.Advance(TimeSpan.FromSeconds(1.9));
        await cluster.Server(0).WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        // a tenth of a second is left for both
        clock.Advance(TimeSpan.FromSeconds(0.05));
        await cluster.Server(1).WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        clock.Advance(TimeSpan.FromSeconds(0.05));
        Assert.Equal(2, (await asked).Count);
    }

    [Fact]
    public async Task GetNodes_CancelledDuringTheSecondAsk_EndsWithTheCallersToken()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.Say(13, 0, 1);
        cluster.Server(0).IsSilent = true;
        using var cancel = new CancellationTokenSource();
        var asked = cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3), cancel.Token);
        await cluster.Server(0).WaitForRequestsAsync(1).WaitAsync(EndpointHarness.Bound);
        await cancel.CancelAsync();
        var e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    [Fact]
    public async Task GetNodes_TheEndpointIsOneOfTheNodes_AnotherIsAsked()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(14, 0, 1, 2, 3);
        // the endpoint's name leads to the node that comes first in the list
        var self = OpinionCluster.Named("my.pc4ldq", 0, cluster.Harness.Endpoint.Endpoint.Port);
        cluster.Harness.Endpoint.SetNodes([self, cluster.Nodes[0]], 13);
        var known = new NodeSet([self, .. cluster.Nodes], 12);
        Assert.Equal(14UL, (await cluster.Harness.AskAsync(known)).Version);
        Assert.Single(cluster.Harness.Endpoint.Requests);
        Assert.Single(cluster.Server(0).Requests);
    }

    [Fact]
    public async Task GetNodes_KnownIsNotGivenAfterAFailure_TheLastAnswerIsCompared()
    {
        await using var cluster = await OpinionCluster.StartAsync(4);
        cluster.ThinkAll(12, 0, 1, 2, 3);
        cluster.Say(12, 0, 1, 2, 3);
        await cluster.Harness.AskAsync();
        cluster.Say(13, 0, 1);
        Assert.Equal(NodeSourceFailure.Suspect, (await cluster.Harness.FailAsync()).Kind);
        Assert.Equal(NodeSourceFailure.Suspect, (await cluster.Harness.FailAsync()).Kind);
    }

    [Fact]
    public async Task GetNodes_LegacyEngine_TheNodesAreAskedTheSameWay()
    {
        await using var cluster = await OpinionCluster.StartAsync(4, e => e.Mode = ConfigurationEndpointMode.LegacyOnly);
        cluster.ThinkAll(13, 0, 1);
        cluster.Say(13, 0, 1);
        Assert.Equal(2, (await cluster.Harness.AskAsync(cluster.Set(12, 0, 1, 2, 3))).Count);
        Assert.Equal(["get AmazonElastiCache:cluster"], cluster.Server(0).Requests);
    }
}
