namespace Discovery.Architecture.Tests;

public sealed class AssemblyArrowTests
{
    private const string Abstractions = "Discovery.Abstractions";

    public static TheoryData<string> Shipped => new(Repository.ProjectsIn("src").Select(project => project.Name));

    [Theory]
    [MemberData(nameof(Shipped))]
    public void References_OfAShippedProject_AreAbstractionsOnly(string name)
    {
        var project = Repository.ProjectsIn("src").Single(project => project.Name == name);
        Assert.Equal(name == Abstractions ? [] : [Abstractions], project.References);
    }

    [Theory]
    [MemberData(nameof(Shipped))]
    public void ReferencedAssemblies_OfAShippedAssembly_AreAbstractionsOnly(string name)
    {
        var ours = Repository.ProjectsIn("src").Select(project => project.AssemblyName).ToHashSet(StringComparer.Ordinal);
        var assembly = ShippedAssemblies.Load(name);
        var referenced = assembly.GetReferencedAssemblies().Select(reference => reference.Name!).Where(ours.Contains);
        Assert.Empty(referenced.Except(name == Abstractions ? [] : [Abstractions]));
    }

    [Fact]
    public void Shipped_Projects_AreThoseOfTheHouse() =>
        Assert.Superset(
            new HashSet<string>(StringComparer.Ordinal) { "Cache", Abstractions, "Discovery.Consul", "Discovery.ElastiCache", "Discovery.Static", "Discovery.Testing" },
            Repository.ProjectsIn("src").Select(project => project.Name).ToHashSet(StringComparer.Ordinal));
}
