using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Discovery.Architecture.Tests;

public sealed class NamespaceTests
{
    private const string CacheRoot = "Discovery.Cache";
    private const string Registration = "Microsoft.Extensions.DependencyInjection";

    public static TheoryData<string> Shipped => AssemblyArrowTests.Shipped;

    [Theory]
    [MemberData(nameof(Shipped))]
    public void Namespace_OfAFile_IsItsFolderOrForPublicTypesTheRoot(string name)
    {
        var project = Repository.ProjectsIn("src").Single(project => project.Name == name);
        var folder = Path.GetRelativePath(Repository.Root, project.Folder).Replace('\\', '/') + "/";
        Findings.None(
            from file in Repository.Sources
            where file.Path.StartsWith(folder, StringComparison.Ordinal)
            from space in file.All<BaseNamespaceDeclarationSyntax>()
            where !Fits(space, project.RootNamespace, file.Path[folder.Length..])
            select $"{file.At(space)}: {space.Name}");
    }

    private static bool Fits(BaseNamespaceDeclarationSyntax space, string root, string path)
    {
        var name = space.Name.ToString();
        var parts = path.Split('/')[..^1];
        if (name == string.Join('.', parts.Prepend(root)))
            return true;
        // only the cache is large enough for walls between its folders
        if (name == root && root != CacheRoot)
            return true;
        return (name == root || name == Registration) && space.Members.OfType<BaseTypeDeclarationSyntax>().Any(type => type.Modifiers.Any(SyntaxKind.PublicKeyword));
    }
}
