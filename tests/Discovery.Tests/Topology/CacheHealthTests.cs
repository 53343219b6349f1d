using Discovery.Cache;
using Discovery.Cache.Diagnostics;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Logging.Abstractions;
using static Discovery.Tests.Topology.TopologyHarness;

namespace Discovery.Tests.Topology;

public sealed class CacheHealthTests : IDisposable
{
    private static readonly TimeSpan LongTtl = TimeSpan.FromHours(12);
    private static readonly CacheFailure ADown = new(CacheFailureReason.NodeDown, "a:1", "cannot connect: refused");
    private static readonly CacheFailure BDown = new(CacheFailureReason.NodeDown, "b:1", "cannot connect: refused");
    private readonly ManualTimeProvider _clock = new();
    private readonly CountedMeter _meter = new();
    private readonly NodeDirectory _directory;

    public CacheHealthTests() => _directory = new NodeDirectory("", _clock, NullLogger.Instance, _meter.Topology);

    public void Dispose() => _meter.Dispose();

    [Theory]
    [InlineData("nothing yet", HealthStatus.Unhealthy, "No node is known: no source has answered yet")]
    [InlineData("nothing, failed", HealthStatus.Unhealthy, "No node is known: 403: the token lacks node:read")]
    [InlineData("good", HealthStatus.Healthy, "2 nodes from Fake.")]
    [InlineData("sibling", HealthStatus.Healthy, "2 nodes from Fake.")]
    [InlineData("failing", HealthStatus.Degraded, "The node list is from Memory, confirmed 00:01:40 ago: 403: the token lacks node:read")]
    [InlineData("file", HealthStatus.Degraded, "The node list is from File, confirmed 00:01:40 ago: 403: the token lacks node:read")]
    [InlineData("quarantined", HealthStatus.Degraded, "The node list is from Memory, confirmed 00:01:40 ago: the answer is empty")]
    [InlineData("fallback", HealthStatus.Degraded, "The node list is from Fallback, confirmed 00:00:00 ago: 403: the token lacks node:read")]
    [InlineData("memory", HealthStatus.Degraded, "The node list is from Memory (Fake), not from the preferred source.")]
    [InlineData("one down", HealthStatus.Degraded, "1 of 2 nodes are down: a:1: cannot connect: refused")]
    [InlineData("all down", HealthStatus.Unhealthy, "All 2 nodes are down: a:1: cannot connect: refused")]
    [InlineData("disk full", HealthStatus.Degraded, "The node list cannot be kept in File:Path: No space left on device")]
    [InlineData("expired", HealthStatus.Unhealthy, "The node list was last confirmed 13:00:00 ago, longer than File:Ttl 12:00:00: 403: the token lacks node:read")]
    public void Judge_EachState_HasAStatusAndSaysWhatToDo(string state, HealthStatus status, string description)
    {
        CacheFailure[] down = state switch { "one down" => [ADown], "all down" => [ADown, BDown], _ => [] };
        Bring(state);
        var health = CacheHealth.Judge(_directory.Current, down, LongTtl);
        Assert.Equal((status, description), (health.Status, health.Description));
        Assert.Equal(down.Select(failure => failure.ToString()), (string[])health.Data["nodesDown"]);
    }

    [Fact]
    public void Judge_Data_HasWhatAPersonNeeds()
    {
        Bring("failing");
        var data = CacheHealth.Judge(_directory.Current, [ADown], LongTtl).Data;
        Assert.Equal(
            ["ageSeconds", "failure", "failureKind", "fileFailure", "fingerprint", "generation", "nodes", "nodesDown", "origin", "source"],
            data.Keys.Order(StringComparer.Ordinal));
        Assert.Equal((2, "Memory", "Fake", 100.5, 1L), (data["nodes"], data["origin"], data["source"], data["ageSeconds"], data["generation"]));
        Assert.Equal(("403: the token lacks node:read", "Configuration", ""), (data["failure"], data["failureKind"], data["fileFailure"]));
        Assert.Equal(_directory.Current.Set.Fingerprint, data["fingerprint"]);
        Assert.Equal(["a:1: cannot connect: refused"], (string[])data["nodesDown"]);
    }

    [Theory]
    [InlineData("", null, null, "discovery-cache", HealthStatus.Unhealthy)]
    [InlineData("sessions", null, null, "discovery-cache-sessions", HealthStatus.Unhealthy)]
    [InlineData("sessions", "mine", HealthStatus.Degraded, "mine", HealthStatus.Degraded)]
    public async Task AddDiscoveryCache_Check_IsRegisteredUnderItsNameWithItsStatus(
        string cache, string? name, HealthStatus? failureStatus, string expectedName, HealthStatus expectedStatus)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDiscoveryCache(cache).UseSource(new ScriptedNodeSource("Fake"));
        services.AddHealthChecks().AddDiscoveryCache(cache, name, failureStatus, ["ready"]);
        await using var provider = services.BuildServiceProvider();
        var report = await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready")).WaitAsync(Bound);
        var (key, entry) = Assert.Single(report.Entries);
        Assert.Equal((expectedName, expectedStatus), (key, entry.Status));
        Assert.StartsWith("No node is known", entry.Description, StringComparison.Ordinal);
        Assert.Equal("None", entry.Data["origin"]);
    }

    private void Bring(string state)
    {
        var forbidden = new NodeSourceException(NodeSourceFailure.Configuration, "403: the token lacks node:read");
        var answer = ScriptedLayer.Answer(new NodeSet([A, B]), _clock);
        var later = TimeSpan.FromSeconds(100.5);
        switch (state)
        {
            case "nothing yet":
                break;
            case "nothing, failed":
                _directory.Fail(forbidden);
                break;
            case "failing" or "quarantined" or "expired":
                _directory.Apply(answer);
                _clock.Advance(state == "expired" ? TimeSpan.FromHours(13) : later);
                _directory.Fail(state == "quarantined" ? new NodeSourceException(NodeSourceFailure.Suspect, "the answer is empty") : forbidden);
                break;
            case "file":
                _clock.Advance(later);
                _directory.Apply(answer with { Origin = NodeListOrigin.File, Failure = forbidden });
                break;
            case "fallback":
                _directory.Apply(answer with { Origin = NodeListOrigin.Fallback, Failure = forbidden });
                break;
            default:
                var origin = state switch { "sibling" => NodeListOrigin.Sibling, "memory" => NodeListOrigin.Memory, _ => NodeListOrigin.Source };
                _directory.Apply(answer with { Origin = origin, FileTrouble = state == "disk full" ? "No space left on device" : null });
                break;
        }
    }
}
