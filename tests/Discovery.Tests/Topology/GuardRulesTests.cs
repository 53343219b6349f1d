using Discovery.Cache;
using Discovery.Cache.Topology;

namespace Discovery.Tests.Topology;

/// <summary>The guard as a table: names of the accepted set, then the answers in order, each "version:names@second" and what becomes of it.</summary>
public sealed class GuardRulesTests
{
    private const string Ok = "ok";

    public static TheoryData<string, string, string> Table => new()
    {
        // rule: empty is never believed
        { "1:abc", "1:@0", "Quarantined" },
        { "1:abc", "1:@0 1:@1 1:@2 1:@3 1:@100", "Quarantined Quarantined Quarantined Quarantined Quarantined" },
        { "", "1:@0", "Quarantined" },
        // rule: the first answer, the same answer, growth and small losses pass
        { "", "1:a@0", Ok },
        { "1:abc", "1:abc@0 0:abc@1", "ok ok" },
        { "1:abc", "2:abcd@0", Ok },
        { "1:abc", "2:ab@0", Ok },
        { "1:abcd", "2:ab@0", Ok },
        // rule: a removal of more than the share waits for two further answers
        { "1:abc", "2:a@0 2:a@1 2:a@2", "Quarantined Quarantined Accepted" },
        { "1:abc", "2:a@0 2:a@1 2:abc@2 2:a@3", "Quarantined Quarantined ok Quarantined" },
        { "1:abcde", "2:ab@0 2:a@1 2:a@2 2:a@3", "Quarantined Quarantined Quarantined Accepted" },
        { "1:abc", "2:a@0 2:@1 2:a@2 2:a@3 2:a@4", "Quarantined Quarantined Quarantined Quarantined Accepted" },
        // rule: or for the grace, when the answers agree only in removing too much
        { "1:abcde", "2:ab@0 2:a@29 2:b@30", "Quarantined Quarantined Accepted" },
        // rule: an older version of the same cluster is stale until it has lasted for the grace too
        { "12:abc", "11:ab@0", "Stale" },
        { "12:abc", "11:ab@0 11:ab@1 11:ab@2 11:ab@29", "Stale Stale Stale Stale" },
        { "12:abc", "11:ab@0 11:ab@1 11:ab@30", "Stale Stale Accepted" },
        { "12:abc", "11:ab@0 10:ab@30", "Stale Stale" },
        { "12:abc", "11:abcd@0 12:abc@1 13:abcd@2", "Stale ok ok" },
        { "12:abc", ":ab@0", Ok },
        // rule: a cluster without a common name is another one, accepted when confirmed, whatever its version
        { "12:abc", "1:xyz@0 1:xyz@1 1:xyz@2", "Quarantined Quarantined ClusterReplaced" },
        { "1:abc", "2:xyz@0 2:xyz@40", "Quarantined Quarantined" },
        { "12:abc", "1:xyz@0 1:xyz@1 12:abc@2 1:xyz@3", "Quarantined Quarantined ok Quarantined" },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Decide_Sequence_GivesTheVerdicts(string accepted, string answers, string expected) =>
        Assert.Equal(expected, Play(accepted, answers, new GuardOptions()));

    // each rule switched off: the same answers pass, so the rows above hold by that rule and no other
    [Theory]
    [InlineData("1:abc", "2:a@0", 1.0, 2, 30)]
    [InlineData("1:abc", "2:a@0", 0.5, 0, 30)]
    [InlineData("1:abc", "2:a@0", 0.5, 2, 0)]
    [InlineData("12:abc", "11:ab@0", 0.5, 0, 0)]
    [InlineData("1:abc", "2:xyz@0", 0.5, 0, 30)]
    public void Decide_RuleSwitchedOff_LetsTheAnswerThrough(string accepted, string answers, double share, int confirmations, int grace)
    {
        var verdict = Play(accepted, answers, new GuardOptions { MaxRemovalShare = share, Confirmations = confirmations, RemovalGrace = TimeSpan.FromSeconds(grace) });
        Assert.Contains(verdict, new[] { Ok, "Accepted", "ClusterReplaced" });
    }

    [Fact]
    public void Decide_BelowMinNodes_IsHeldBackForEver() =>
        Assert.Equal("Quarantined Quarantined Quarantined Quarantined ok", Play("1:abc", "2:a@0 2:a@1 2:a@2 2:a@100 2:ab@101", new GuardOptions { MinNodes = 2 }));

    [Fact]
    public void Decide_CertainSource_IsRefusedOnlyAnEmptyAnswer() =>
        Assert.Equal("Quarantined ok", Play("5:abc", "1:@0 1:x@1", options: null));

    [Fact]
    public void Decide_Refused_SaysTheOptionAndTheNumbers()
    {
        var reason = GuardRules.Decide(new GuardState(Set("1:abc"), Doubt: null), Set("2:a"), new GuardOptions(), TimeSpan.Zero).Reason!;
        Assert.Contains("1 nodes of 3", reason, StringComparison.Ordinal);
        Assert.Contains("Guard:MaxRemovalShare", reason, StringComparison.Ordinal);
    }

    private static string Play(string accepted, string answers, GuardOptions? options)
    {
        var state = new GuardState(accepted.Length == 0 ? null : Set(accepted), Doubt: null);
        List<string> verdicts = [];
        foreach (var answer in answers.Split(' '))
        {
            var parts = answer.Split('@');
            var decision = GuardRules.Decide(state, Set(parts[0]), options, TimeSpan.FromSeconds(int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
            Assert.Equal(decision.Reason is null, decision.Next.Doubt is null && Set(parts[0]).Equals(decision.Next.Accepted));
            verdicts.Add(decision.Verdict?.ToString() ?? Ok);
            state = decision.Next;
        }

        return string.Join(' ', verdicts);
    }

    private static NodeSet Set(string text)
    {
        var parts = text.Split(':');
        return new NodeSet(
            parts[1].Select(name => Node.Parse($"{name}:1")),
            parts[0].Length == 0 ? null : ulong.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture));
    }
}
