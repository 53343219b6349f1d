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

    /// <summary>How many lines it has; the empty text after the last line feed is none.</summary>
    public int Lines => Tree.GetText().Lines.Count(line => line.End > line.Start || line.EndIncludingLineBreak > line.End);

    /// <summary>The nodes of a kind in it.</summary>
    public IEnumerable<T> All<T>()
        where T : SyntaxNode => Tree.GetRoot().DescendantNodes().OfType<T>();

    /// <summary>A place in it, as compilers print it.</summary>
    public string At(SyntaxNode node) => $"{Path}({node.GetLocation().GetLineSpan().StartLinePosition.Line + 1})";
}
