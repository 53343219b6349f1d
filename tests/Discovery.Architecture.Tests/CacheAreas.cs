using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Discovery.Architecture.Tests;

/// <summary>
/// What each folder of <c>src/Cache</c> uses, as the compiler understands it: a name is resolved to its symbol, so that no
/// short form and no <c>var</c> hides an arrow.
/// </summary>
internal sealed class CacheAreas
{
    private const string Folder = "src/Cache/";
    private const string RootNamespace = "Discovery.Cache";
    private readonly CSharpCompilation _compilation;

    public CacheAreas()
    {
        var trees = Repository.Sources.Where(file => file.Path.StartsWith(Folder, StringComparison.Ordinal)).Select(file => file.Tree);
        _compilation = CSharpCompilation.Create("cache", [ImplicitUsings(), .. trees], References(), new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
    }

    /// <summary>The names that are used, each with the place and the area that uses it.</summary>
    public IEnumerable<Use> Uses() =>
        from tree in _compilation.SyntaxTrees
        where tree.FilePath.StartsWith(Folder, StringComparison.Ordinal)
        let model = _compilation.GetSemanticModel(tree)
        from name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>()
        where name.FirstAncestorOrSelf<UsingDirectiveSyntax>() is null
        let symbol = model.GetSymbolInfo(name).Symbol
        where symbol is not null and not INamespaceSymbol
        select new Use(Place(name), AreaOfFile(tree.FilePath), AreaOf(symbol), TypeName(symbol));

    /// <summary>The types and namespaces that the compiler does not know.</summary>
    public IEnumerable<string> UnknownNames() =>
        _compilation.GetDiagnostics().Where(error => error.Id is "CS0103" or "CS0234" or "CS0246").Select(error => error.ToString());

    private static string Place(SyntaxNode node) => $"{node.SyntaxTree.FilePath}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1})";

    private static string AreaOfFile(string path) =>
        (Path.GetDirectoryName(path[Folder.Length..]) ?? "").Replace('\\', '/').Replace('/', '.');

    // registration lives in a namespace of the framework, so its folder tells where it belongs
    private static string AreaOf(ISymbol symbol)
    {
        var path = symbol.DeclaringSyntaxReferences.FirstOrDefault()?.SyntaxTree.FilePath ?? "";
        if (path.StartsWith(Folder, StringComparison.Ordinal) && AreaOfFile(path) == "DependencyInjection")
            return "DependencyInjection";
        var space = symbol.ContainingNamespace?.ToDisplayString() ?? "";
        return space.StartsWith(RootNamespace + ".", StringComparison.Ordinal) ? space[(RootNamespace.Length + 1)..] : "";
    }

    private static string TypeName(ISymbol symbol) =>
        ((symbol as ITypeSymbol) ?? symbol.ContainingType)?.OriginalDefinition.ToDisplayString() ?? "";

    private static IEnumerable<MetadataReference> References() =>
        ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => Path.GetFileName(path) != "Discovery.Cache.dll")
            .Select(path => MetadataReference.CreateFromFile(path));

    private static SyntaxTree ImplicitUsings() => CSharpSyntaxTree.ParseText(
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """,
        new CSharpParseOptions(LanguageVersion.Preview));

    /// <summary>One use of a name.</summary>
    internal sealed record Use(string Place, string From, string To, string Type);
}
