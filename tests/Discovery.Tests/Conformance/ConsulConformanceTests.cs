using Discovery.Testing;

namespace Discovery.Tests.Conformance;

public sealed class ConsulConformanceTests : NodeSourceConformance
{
    public static TheoryData<string> Checks => [.. Names(RigLevers.All)];

    [Theory]
    [MemberData(nameof(Checks))]
    public Task Source_Checked_KeepsTheRule(string check) => RunAsync(check);

    protected override Task<NodeSourceRig> StartAsync() => ConsulRig.StartAsync();
}
