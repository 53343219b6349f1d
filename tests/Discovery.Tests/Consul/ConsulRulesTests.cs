using static Discovery.Tests.Consul.ConsulTestSource;

namespace Discovery.Tests.Consul;

/// <summary>The rules of the index, of the headers, and of what is not believed.</summary>
public sealed class ConsulRulesTests
{
    [Theory]
    [InlineData(null, null)]
    [InlineData("", null)]
    [InlineData("0", null)]
    [InlineData("-1", null)]
    [InlineData("x", null)]
    [InlineData("18446744073709551616", null)]
    [InlineData("1", 1ul)]
    [InlineData(" 42 ", 42ul)]
    [InlineData("18446744073709551615", ulong.MaxValue)]
    public void Read_IndexHeader_TellsAnIndexOrNone(string? header, ulong? expected) => Assert.Equal(expected, ConsulIndex.Read(header));

    [Theory]
    [InlineData(0, 1, false)]
    [InlineData(100, 101, false)]
    [InlineData(100, 100, false)]
    [InlineData(100, 99, true)]
    [InlineData(100, 1, true)]
    public void WentBack_Lower_IsLostState(ulong asked, ulong answered, bool expected) => Assert.Equal(expected, ConsulIndex.WentBack(asked, answered));

    [Fact]
    public void Read_NoHeaders_AreIndexOneAndNothingWrong() =>
        Assert.Equal(new ConsulMeta(1, false, true, false), ConsulMeta.Read(_ => null));

    [Fact]
    public void Read_Headers_AreRead()
    {
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["X-Consul-Index"] = "4711",
            ["X-Consul-KnownLeader"] = "False",
            ["X-Consul-Results-Filtered-By-ACLs"] = "true",
        };
        Assert.Equal(new ConsulMeta(4711, true, false, true), ConsulMeta.Read(headers.GetValueOrDefault));
    }

    // answer, known, filtered, known leader => the word in the doubt, or null when it is usable
    [Theory]
    [InlineData("", null, false, true, "token has service:read and node:read")]
    [InlineData("", "a:1", true, true, "filtered it by ACLs; give the token service:read on the service and node:read")]
    [InlineData("", "a:1", false, false, "knows no leader")]
    [InlineData("a:1", null, true, false, null)]
    [InlineData("a:1", "a:1", true, false, null)]
    [InlineData("a:1 b:1", "a:1", true, false, null)]
    [InlineData("a:1", "a:1 b:1 c:1", false, true, null)]
    [InlineData("a:1", "a:1 b:1 c:1", true, true, "lacks b:1, c:1, and Consul says that it was filtered by ACLs")]
    [InlineData("a:1", "a:1 b:1 c:1", false, false, "lacks b:1, c:1, and is from a server that knows no leader")]
    [InlineData("x:1", "a:1 b:1 c:1 d:1", false, false, "a:1, b:1, c:1 and 1 more")]
    public void Doubt_Answer_OnlyWhenNodesWouldGoWithoutCause(string answer, string? known, bool filtered, bool knownLeader, string? expected)
    {
        var doubt = ConsulSuspicion.Doubt(Answer(answer, filtered, knownLeader), known is null ? null : Set(known.Split(' ')));
        if (expected is null)
            Assert.Null(doubt);
        else
            Assert.Contains(expected, doubt, StringComparison.Ordinal);
    }

    [Fact]
    public void Doubt_NothingUsable_NamesTheFirstReason()
    {
        var answer = Answer("", filtered: false, knownLeader: true) with { Skipped = ["instance 'x' has the port 0"] };
        Assert.Contains("instance 'x' has the port 0", ConsulSuspicion.Doubt(answer, null), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a:1", 100ul, 100ul, false)]
    [InlineData("a:1", 100ul, 99ul, true)]
    [InlineData("a:1", 0ul, 1ul, false)]
    [InlineData("", 100ul, 100ul, true)]
    public void AsksAgain_EmptyOrIndexWentBack_BeforeAnythingIsMadeOfIt(string nodes, ulong asked, ulong answered, bool expected)
    {
        var answer = Answer(nodes, filtered: false, knownLeader: true);
        Assert.Equal(expected, ConsulSuspicion.AsksAgain(answer with { Meta = answer.Meta with { Index = answered } }, asked, Set("a:1")));
    }

    private static ConsulAnswer Answer(string nodes, bool filtered, bool knownLeader) =>
        new(Set(nodes.Split(' ', StringSplitOptions.RemoveEmptyEntries)), [], new ConsulMeta(1, true, knownLeader, filtered));
}
