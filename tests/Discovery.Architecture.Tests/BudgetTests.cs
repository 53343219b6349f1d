using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Discovery.Architecture.Tests;

public sealed class BudgetTests
{
    private const int MaxFileLines = 250;
    private const int MaxMethodLines = 40;
    private const int MaxParameters = 5;

    [Fact]
    public void Lines_OfAFile_AreWithinBudget() =>
        Findings.None(Repository.Sources.Where(file => file.Lines > MaxFileLines).Select(file => $"{file.Path}: {file.Lines} lines, {MaxFileLines} at the most; it is two ideas"));

    [Fact]
    public void Lines_OfAMethod_AreWithinBudget() =>
        Findings.None(
            from file in Repository.Sources
            from method in file.All<SyntaxNode>().Where(IsCode)
            let lines = LinesOf(method)
            where lines > MaxMethodLines
            select $"{file.At(method)}: {lines} lines, {MaxMethodLines} at the most");

    [Fact]
    public void Parameters_OfAShippedMethod_AreWithinBudget() =>
        Findings.None(
            from file in Repository.Sources
            where file.IsShipped
            from list in file.All<ParameterListSyntax>()
            where list.Parameters.Count > MaxParameters && !IsData(list) && !IsGenerated(list)
            select $"{file.At(list)}: {list.Parameters.Count} parameters, {MaxParameters} at the most");

    private static bool IsCode(SyntaxNode node) => node is BaseMethodDeclarationSyntax or AccessorDeclarationSyntax or LocalFunctionStatementSyntax;

    private static int LinesOf(SyntaxNode node)
    {
        var span = node.GetLocation().GetLineSpan();
        return span.EndLinePosition.Line - span.StartLinePosition.Line + 1;
    }

    // a record names its parts; a log message names its values and its body is generated
    private static bool IsData(ParameterListSyntax list) => list.Parent is RecordDeclarationSyntax;

    private static bool IsGenerated(ParameterListSyntax list) => list.Parent is MethodDeclarationSyntax method && method.Modifiers.Any(SyntaxKind.PartialKeyword);
}
