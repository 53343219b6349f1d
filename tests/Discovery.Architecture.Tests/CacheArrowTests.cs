namespace Discovery.Architecture.Tests;

/// <summary>Which folder of the cache may know which: house rules, not taste; an arrow that must be added is a decision.</summary>
public sealed class CacheArrowTests
{
    private static readonly CacheAreas Areas = new();
    private static readonly CacheAreas.Use[] Uses = [.. Areas.Uses()];

    [Theory]
    [InlineData("Memcached.Protocol", "Memcached.Connections")]
    [InlineData("Memcached.Protocol", "Routing")]
    [InlineData("Memcached.Protocol", "Topology")]
    [InlineData("Memcached.Protocol", "Values")]
    [InlineData("Memcached.Protocol", "Stampede")]
    [InlineData("Memcached.Protocol", "Surfaces")]
    [InlineData("Memcached.Protocol", "Diagnostics")]
    [InlineData("Memcached.Connections", "Routing")]
    [InlineData("Memcached.Connections", "Topology")]
    [InlineData("Memcached.Connections", "Values")]
    [InlineData("Memcached.Connections", "Stampede")]
    [InlineData("Memcached.Connections", "Surfaces")]
    [InlineData("Routing", "Values")]
    [InlineData("Routing", "Stampede")]
    [InlineData("Routing", "Surfaces")]
    [InlineData("Topology", "Memcached")]
    [InlineData("Topology", "Routing")]
    [InlineData("Topology", "Values")]
    [InlineData("Topology", "Stampede")]
    [InlineData("Topology", "Surfaces")]
    [InlineData("Values", "Memcached")]
    [InlineData("Values", "Routing")]
    [InlineData("Values", "Topology")]
    [InlineData("Values", "Surfaces")]
    public void Area_ThatMayNotKnowAnother_DoesNotUseIt(string from, string to) =>
        AssertNone(Uses.Where(use => IsIn(use.From, from) && IsIn(use.To, to)));

    [Fact]
    public void Registration_FromAnyOtherArea_IsNotUsed() =>
        AssertNone(Uses.Where(use => use.From != "DependencyInjection" && use.To == "DependencyInjection"));

    [Theory]
    [InlineData("System.Net.")]
    [InlineData("System.TimeProvider")]
    [InlineData("Microsoft.")]
    [InlineData("Polly.")]
    public void Protocol_SocketsClocksAndLogs_AreNotUsed(string type) =>
        AssertNone(Uses.Where(use => IsIn(use.From, "Memcached.Protocol") && use.Type.StartsWith(type, StringComparison.Ordinal)));

    // a name that is not understood would hide an arrow
    [Fact]
    public void Names_InTheCache_AreAllUnderstood()
    {
        Findings.None(Areas.UnknownNames());
        Assert.Contains(Uses, use => use is { From: "Topology", Type: "Discovery.NodeSet" });
    }

    private static bool IsIn(string area, string of) => area == of || area.StartsWith(of + ".", StringComparison.Ordinal);

    private static void AssertNone(IEnumerable<CacheAreas.Use> uses) => Findings.None(uses.Select(use => $"{use.Place} uses {use.Type}"));
}
