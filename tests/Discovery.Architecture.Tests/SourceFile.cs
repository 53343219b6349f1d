using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Discovery.Architecture.Tests;

/// <summary>One file of the repository and its syntax.</summary>
internal sealed class SourceFile(string root, string path)
{
    /// <summary>Its path from the root, with forward slashes.</summary>
    public string Path { get; } = path;

    public SyntaxTree Tree { get; } = CSharpSyntaxTree.ParseText(File.ReadAllText(System.IO.Path.Combine(root, path)), new CSharpParseOptions(LanguageVersion.Preview), path);

    /// <summary>Whether it is part of what is shipped.</summary>
    public bool IsShipped => Path.StartsWith("src/", StringComparison.Ordinal);

    /// <summary>Whether it belongs to a test project.</summary>
    public bool IsTest => Path.StartsWith("tests/", StringComparison.Ordinal);

    public int Lines => Tree.GetText().Lines.Count;

    /// <summary>The nodes of a kind in it.</summary>
    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Tree.GetRoot().DescendantNodes().OfType<T>();

    /// <summary>A place in it, as compilers print it.</summary>
    public string At(SyntaxNode node) => $"{Path}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1})";
}
