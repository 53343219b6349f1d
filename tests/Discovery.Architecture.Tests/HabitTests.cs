using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Discovery.Architecture.Tests;

public sealed class HabitTests
{
    private static readonly string[] EmptyNames = ["Util", "Utils", "Utility", "Utilities", "Helper", "Helpers", "Manager", "Managers", "Common"];

    [Fact]
    public void Name_OfATypeOrFolder_SaysWhatItIs() =>
        Findings.None(
            from file in Repository.Sources
            from name in file.Path.Split('/').Select(part => part.Replace(".cs", "", StringComparison.Ordinal)).Concat(file.All<BaseTypeDeclarationSyntax>().Select(type => type.Identifier.Text))
            where EmptyNames.Any(empty => name.EndsWith(empty, StringComparison.Ordinal))
            select $"{file.Path}: {name}");

    [Fact]
    public void Region_InAnyFile_DoesNotOccur() =>
        Findings.None(Repository.Sources.Where(file => file.Tree.GetRoot().ContainsDirectives
            && file.Tree.GetRoot().DescendantTrivia().Any(trivia => trivia.IsKind(SyntaxKind.RegionDirectiveTrivia))).Select(file => file.Path));

    [Fact]
    public void Partial_InAnyFile_IsForAGenerator() =>
        Findings.None(
            from file in Repository.Sources
            from type in file.All<TypeDeclarationSyntax>()
            where type.Modifiers.Any(SyntaxKind.PartialKeyword) && !IsForAGenerator(type)
            select $"{file.At(type)}: {type.Identifier}");

    [Fact]
    public void Class_InAnyFile_IsSealedStaticOrAbstract() =>
        Findings.None(
            from file in Repository.Sources
            where !file.Path.StartsWith("bench/", StringComparison.Ordinal) // BenchmarkDotNet derives from the benchmark
            from type in file.All<TypeDeclarationSyntax>()
            where type is ClassDeclarationSyntax || (type is RecordDeclarationSyntax && type.IsKind(SyntaxKind.RecordDeclaration))
            where !type.Modifiers.Any(word => word.Kind() is SyntaxKind.SealedKeyword or SyntaxKind.StaticKeyword or SyntaxKind.AbstractKeyword)
            select $"{file.At(type)}: {type.Identifier}");

    [Fact]
    public void Test_InAnyFile_IsNeverSkipped() =>
        Findings.None(
            from file in Repository.Sources
            from argument in file.All<AttributeArgumentSyntax>()
            where IsTestAttribute(argument.Parent?.Parent) && argument.NameEquals?.Name.Identifier.Text == "Skip"
            select $"{file.At(argument)}: {argument}");

    [Fact]
    public void Test_InAnyFile_IsNamedMethodStateOutcome() =>
        Findings.None(
            from file in Repository.Sources
            where file.IsTest
            from method in file.All<MethodDeclarationSyntax>()
            where method.AttributeLists.SelectMany(list => list.Attributes).Any(IsTestAttribute) && !Regex.IsMatch(method.Identifier.Text, "^[^_]+_[^_]+_[^_]+$", RegexOptions.None, TimeSpan.FromSeconds(1))
            select $"{file.At(method)}: {method.Identifier}");

    private static bool IsTestAttribute(SyntaxNode? node) => node is AttributeSyntax { Name: var name } && name.ToString() is "Fact" or "Theory";

    private static bool IsForAGenerator(TypeDeclarationSyntax type) =>
        HasAttribute(type, "JsonSerializable")
        || HasAttribute(type, "OptionsValidator")
        || type.Members.Any(member => member.Modifiers.Any(SyntaxKind.PartialKeyword) && member.AttributeLists.Count > 0)
        || type.Members.OfType<TypeDeclarationSyntax>().Any(IsForAGenerator);

    private static bool HasAttribute(TypeDeclarationSyntax type, string name) =>
        type.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() == name);
}
