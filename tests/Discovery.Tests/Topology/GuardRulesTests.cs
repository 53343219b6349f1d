using System.Globalization;
using Discovery.Cache;
using Discovery.Cache.Topology;

namespace Discovery.Tests.Topology;

/// <summary>
/// The guard as tables: the names of the accepted set and, behind "+", those of them that still answer; then the answers in order, each
/// "version:names@second"; then what becomes of each. Every rule has its table, so that a rule that is taken out breaks its rows:
/// <list type="table">
/// <item><term>an empty answer is never believed</term><description><see cref="EmptyRule"/></description></item>
/// <item><term>Guard:MinNodes</term><description><see cref="MinNodesRule"/></description></item>
/// <item><term>Guard:MaxRemovalShare</term><description><see cref="ShareRule"/></description></item>
/// <item><term>Guard:Confirmations</term><description><see cref="ConfirmationsRule"/></description></item>
/// <item><term>Guard:RemovalGrace for answers that agree roughly</term><description><see cref="RoughGraceRule"/></description></item>
/// <item><term>Guard:RemovalGrace for nodes that answer</term><description><see cref="AliveGraceRule"/></description></item>
/// <item><term>an older version is stale</term><description><see cref="StaleRule"/></description></item>
/// <item><term>another cluster is confirmed first</term><description><see cref="ReplacedRule"/></description></item>
/// </list>
/// <see cref="Decide_RuleSwitchedOff_LetsTheAnswerThrough"/> switches each off by its option and sees the same answers pass.
/// </summary>
public sealed class GuardRulesTests
{
    private const string Ok = "ok";

    public static TheoryData<string, string, string> EmptyRule => new()
    {
        { "1:abc", "1:@0", "Quarantined" },
        { "1:abc", "1:@0 1:@1 1:@2 1:@3 1:@100", "Quarantined Quarantined Quarantined Quarantined Quarantined" },
        { "", "1:@0", "Quarantined" },
    };

    // with MinNodes 2: for as long as it lasts, whatever is confirmed, and on the very first answer too
    public static TheoryData<string, string, string> MinNodesRule => new()
    {
        { "1:abc", "2:ab@0 2:a@1", "ok Quarantined" },
        { "1:abc", "2:a@0 2:a@1 2:a@2 2:a@100 2:ab@101", "Quarantined Quarantined Quarantined Quarantined ok" },
        { "", "1:a@0 1:a@100 1:ab@101", "Quarantined Quarantined ok" },
    };

    // the first answer, the same answer, growth and small losses pass at once, whether what they remove answers or not
    public static TheoryData<string, string, string> ShareRule => new()
    {
        { "", "1:a@0", Ok },
        { "1:abc", "1:abc@0 0:abc@1", "ok ok" },
        { "1:abc", "2:abcd@0", Ok },
        { "1:abc", "2:ab@0", Ok },
        { "1:abcd+abcd", "2:ab@0", Ok },
        { "1:abcd", "2:a@0", "Quarantined" },
    };

    public static TheoryData<string, string, string> ConfirmationsRule => new()
    {
        { "1:abc", "2:a@0 2:a@1 2:a@2", "Quarantined Quarantined Accepted" },
        { "1:abc", "2:a@0 2:a@1 2:abc@2 2:a@3", "Quarantined Quarantined ok Quarantined" },
        { "1:abcde", "2:ab@0 2:a@1 2:a@2 2:a@3", "Quarantined Quarantined Quarantined Accepted" },
        { "1:abc", "2:a@0 2:@1 2:a@2 2:a@3 2:a@4", "Quarantined Quarantined Quarantined Quarantined Accepted" },
    };

    public static TheoryData<string, string, string> RoughGraceRule => new()
    {
        { "1:abcde", "2:ab@0 2:a@29 2:b@30", "Quarantined Quarantined Accepted" },
    };

    // what is removed and still answers stays for the grace, however often the answer is repeated
    public static TheoryData<string, string, string> AliveGraceRule => new()
    {
        { "1:abc+c", "2:a@0 2:a@1 2:a@2 2:a@29 2:a@30", "Quarantined Quarantined Quarantined Quarantined Accepted" },
        { "1:abc+a", "2:a@0 2:a@1 2:a@2", "Quarantined Quarantined Accepted" }, // only the one that stays answers
    };

    // one that lags behind agrees with itself too, so only time tells
    public static TheoryData<string, string, string> StaleRule => new()
    {
        { "12:abc", "11:ab@0", "Stale" },
        { "12:abc", "11:ab@0 11:ab@1 11:ab@2 11:ab@29", "Stale Stale Stale Stale" },
        { "12:abc", "11:ab@0 11:ab@1 11:ab@30", "Stale Stale Accepted" },
        { "12:abc", "11:ab@0 10:ab@30", "Stale Stale" },
        { "12:abc", "11:abcd@0 12:abc@1 13:abcd@2", "Stale ok ok" },
        { "12:abc", ":ab@0", Ok },
    };

    // a cluster without a common name is another one, accepted when confirmed, whatever its version and whoever answers
    public static TheoryData<string, string, string> ReplacedRule => new()
    {
        { "12:abc+abc", "1:xyz@0 1:xyz@1 1:xyz@2", "Quarantined Quarantined ClusterReplaced" },
        { "1:abc", "2:xyz@0 2:xyz@40", "Quarantined Quarantined" },
        { "12:abc", "1:xyz@0 1:xyz@1 12:abc@2 1:xyz@3", "Quarantined Quarantined ok Quarantined" },
    };

    [Theory]
    [MemberData(nameof(EmptyRule))]
    [MemberData(nameof(ShareRule))]
    [MemberData(nameof(ConfirmationsRule))]
    [MemberData(nameof(RoughGraceRule))]
    [MemberData(nameof(AliveGraceRule))]
    [MemberData(nameof(StaleRule))]
    [MemberData(nameof(ReplacedRule))]
    public void Decide_Sequence_GivesTheVerdicts(string accepted, string answers, string expected) =>
        Assert.Equal(expected, Play(accepted, answers, new GuardOptions()));

    [Theory]
    [MemberData(nameof(MinNodesRule))]
    public void Decide_SequenceWithTwoNodesAtLeast_GivesTheVerdicts(string accepted, string answers, string expected) =>
        Assert.Equal(expected, Play(accepted, answers, new GuardOptions { MinNodes = 2 }));

    // MinNodes, MaxRemovalShare, Confirmations, RemovalGrace in seconds; the empty rule has no switch
    [Theory]
    [InlineData("1:abc", "2:ab@0 2:a@1", 1, 0.5, 2, 30)]               // MinNodesRule
    [InlineData("1:abcd", "2:a@0", 1, 1.0, 2, 30)]                     // ShareRule
    [InlineData("1:abc", "2:a@0", 1, 0.5, 0, 30)]                      // ConfirmationsRule
    [InlineData("1:abcde", "2:ab@0", 1, 0.5, 2, 0)]                    // RoughGraceRule
    [InlineData("1:abc+c", "2:a@0", 1, 0.5, 0, 0)]                     // AliveGraceRule
    [InlineData("12:abc", "11:ab@0", 1, 0.5, 0, 0)]                    // StaleRule
    [InlineData("1:abc", "2:xyz@0", 1, 0.5, 0, 30)]                    // ReplacedRule
    public void Decide_RuleSwitchedOff_LetsTheAnswerThrough(string accepted, string answers, int least, double share, int confirmations, int grace)
    {
        var options = new GuardOptions { MinNodes = least, MaxRemovalShare = share, Confirmations = confirmations, RemovalGrace = TimeSpan.FromSeconds(grace) };
        Assert.All(Play(accepted, answers, options).Split(' '), verdict => Assert.Contains(verdict, new[] { Ok, "Accepted", "ClusterReplaced" }));
    }

    [Fact]
    public void Decide_CertainSource_IsRefusedOnlyAnEmptyAnswer() =>
        Assert.Equal("Quarantined ok", Play("5:abc", "1:@0 1:x@1", options: null));

    [Theory]
    [InlineData("1:abc", "2:a", "leaves 1 nodes of 3", "Guard:MaxRemovalShare", "2 further answers", "Guard:Confirmations")]
    [InlineData("1:abc+c", "2:a", "leaves 1 nodes of 3", "'c:1' still answers", "00:00:30", "Guard:RemovalGrace")]
    [InlineData("1:abc", "2:x", "names none of the 3 known nodes", "2 further answers", "Guard:Confirmations", "")]
    [InlineData("12:abc", "11:ab", "version 11", "older than 12", "", "")]
    [InlineData("1:abc", "1:", "is empty", "check that", "", "")]
    public void Decide_Refused_SaysTheRuleTheNumbersAndTheOption(string accepted, string answer, params string[] parts)
    {
        var (set, answers) = Accepted(accepted);
        var reason = GuardRules.Decide(new GuardState(set, Doubt: null), Set(answer), new GuardOptions(), new GuardFacts(TimeSpan.Zero, answers)).Reason;
        Assert.All(parts, part => Assert.Contains(part, reason, StringComparison.Ordinal));
    }

    private static string Play(string accepted, string answers, GuardOptions? options)
    {
        var (set, alive) = Accepted(accepted);
        var state = new GuardState(set, Doubt: null);
        List<string> verdicts = [];
        foreach (var answer in answers.Split(' '))
        {
            var parts = answer.Split('@');
            var facts = new GuardFacts(TimeSpan.FromSeconds(int.Parse(parts[1], CultureInfo.InvariantCulture)), alive);
            var decision = GuardRules.Decide(state, Set(parts[0]), options, facts);
            Assert.Equal(decision.Reason is null, decision.Next.Doubt is null && Set(parts[0]).Equals(decision.Next.Accepted));
            verdicts.Add(decision.Verdict?.ToString() ?? Ok);
            state = decision.Next;
        }

        return string.Join(' ', verdicts);
    }

    private static (NodeSet? Set, Func<string, bool> Answers) Accepted(string text)
    {
        var parts = text.Split('+');
        return (text.Length == 0 ? null : Set(parts[0]), name => parts.Length > 1 && parts[1].Contains(name[0], StringComparison.Ordinal));
    }

    private static NodeSet Set(string text)
    {
        var parts = text.Split(':');
        return new NodeSet(
            parts[1].Select(name => Node.Parse($"{name}:1")),
            parts[0].Length == 0 ? null : ulong.Parse(parts[0], CultureInfo.InvariantCulture));
    }
}
