namespace Discovery.Architecture.Tests;

/// <summary>
/// What users compile against changes only on purpose. After a wanted change, run the tests once with
/// <c>UPDATE_PUBLIC_API=1</c> and commit the files of <c>PublicApi</c>.
/// </summary>
public sealed class PublicApiTests
{
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_PUBLIC_API") == "1";

    public static TheoryData<string> Shipped => AssemblyArrowTests.Shipped;

    [Theory]
    [MemberData(nameof(Shipped))]
    public void PublicApi_OfAShippedAssembly_IsTheOneOnFile(string project)
    {
        var assembly = ShippedAssemblies.Load(project);
        var path = Path.Combine(Repository.Root, "tests", "Discovery.Architecture.Tests", "PublicApi", assembly.GetName().Name + ".txt");
        var actual = PublicApi.Of(assembly);
        if (Update)
            File.WriteAllText(path, actual);
        var onFile = File.Exists(path) ? File.ReadAllText(path).ReplaceLineEndings("\n") : "";
        Findings.None(Difference(onFile.Split('\n'), actual.Split('\n')).Prepend(Advice(onFile, actual)).OfType<string>());
    }

    private static string? Advice(string onFile, string actual) => onFile == actual
        ? null
        : "The public API changed. When that is wanted: UPDATE_PUBLIC_API=1 dotnet test tests/Discovery.Architecture.Tests, and commit PublicApi/*.txt.";

    private static IEnumerable<string> Difference(string[] onFile, string[] actual) =>
        onFile.Except(actual, StringComparer.Ordinal).Select(line => $"- {line.Trim()}")
            .Concat(actual.Except(onFile, StringComparer.Ordinal).Select(line => $"+ {line.Trim()}"));
}
