using Discovery.Testing;

namespace Discovery.Tests.Conformance;

public sealed class DelegateConformanceTests : NodeSourceConformance
{
    public static TheoryData<string> Checks => [.. Names(RigLevers.Break)];

    [Theory]
    [MemberData(nameof(Checks))]
    public Task Source_Checked_KeepsTheRule(string check) => RunAsync(check);

    protected override Task<NodeSourceRig> StartAsync() => Task.FromResult<NodeSourceRig>(new DelegateRig());
}
