using Discovery.Testing.Conformance;

namespace Discovery.Testing;

/// <summary>
/// The rules that every <see cref="INodeSource"/> keeps, for the author of one to run. Needs no test framework: a broken rule is a
/// <see cref="ConformanceException"/>. Inherit it, make a rig, and run the checks by name, each on a rig of its own.
/// </summary>
/// <example>
/// With xunit:
/// <code>
/// public sealed class EtcdConformanceTests : NodeSourceConformance
/// {
///     public static TheoryData&lt;string&gt; Checks => new(Names(RigLevers.Empty | RigLevers.Break | RigLevers.Stall));
///
///     [Theory]
///     [MemberData(nameof(Checks))]
///     public Task Source_Checked_KeepsTheRule(string check) => RunAsync(check);
///
///     protected override async Task&lt;NodeSourceRig&gt; StartAsync() => await EtcdRig.StartAsync();
/// }
/// </code>
/// </example>
public abstract class NodeSourceConformance
{
    /// <summary>Every check there is.</summary>
    public static IReadOnlyList<ConformanceCheck> All { get; } =
        [.. AnswerChecks.All, .. HoldChecks.All, .. FailureChecks.All, .. CancellationChecks.All, .. ScopeChecks.All, .. LoadChecks.All];

    /// <summary>The names of the checks that a rig with these levers can run.</summary>
    /// <param name="levers">What the rig can do.</param>
    /// <returns>Names for <see cref="RunAsync"/>, in a stable order.</returns>
    public static IEnumerable<string> Names(RigLevers levers) => All.Where(check => (check.Levers & ~levers) == RigLevers.None).Select(check => check.Name);

    /// <summary>Runs one check on a rig of its own and disposes that.</summary>
    /// <param name="check">The name of the check.</param>
    /// <returns>A task that ends when the rule is kept.</returns>
    /// <exception cref="ArgumentException">There is no such check.</exception>
    /// <exception cref="ConformanceException">The rule is broken.</exception>
    public async Task RunAsync(string check)
    {
        var found = All.FirstOrDefault(one => string.Equals(one.Name, check, StringComparison.Ordinal))
            ?? throw new ArgumentException($"There is no check '{check}'; there are: {string.Join(", ", All)}.", nameof(check));
        var rig = await StartAsync().ConfigureAwait(false);
        await using (rig.ConfigureAwait(false))
            await found.RunAsync(rig).ConfigureAwait(false);
    }

    /// <summary>Makes a source with everything it depends on.</summary>
    /// <returns>A new rig.</returns>
    protected abstract Task<NodeSourceRig> StartAsync();
}
