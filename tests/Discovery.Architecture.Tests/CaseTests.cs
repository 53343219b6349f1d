using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Discovery.Architecture.Tests;

/// <summary>
/// The cases that discovery must survive are numbered T01 to T75, and each is shown by at least one test that carries its number:
/// <c>T21_DeclaredLengthLies_IsReadByItsEnd</c>, or <c>T21a_</c>, <c>T21b_</c> where it takes several.
/// </summary>
public sealed class CaseTests
{
    // the numbers between were never given
    private static readonly IEnumerable<int> Cases =
        [.. Enumerable.Range(1, 18), .. Enumerable.Range(20, 11), .. Enumerable.Range(40, 10), .. Enumerable.Range(50, 6), .. Enumerable.Range(60, 16)];

    [Fact]
    public void Case_OfTheList_IsShownByATest()
    {
        var shown = Numbers().ToHashSet(StringComparer.Ordinal);
        Findings.None(Cases.Select(Text).Where(number => !shown.Contains(number)).Select(number => $"{number}: no test is named {number}_State_Outcome"));
    }

    [Fact]
    public void Number_OfATest_IsOnTheList()
    {
        var known = Cases.Select(Text).ToHashSet(StringComparer.Ordinal);
        Findings.None(Numbers().Distinct(StringComparer.Ordinal).Where(number => !known.Contains(number)).Select(number => $"{number}: there is no such case"));
    }

    private static string Text(int number) => string.Create(CultureInfo.InvariantCulture, $"T{number:00}");

    private static IEnumerable<string> Numbers() =>
        from file in Repository.Sources
        where file.IsTest
        from method in file.All<MethodDeclarationSyntax>()
        where method.AttributeLists.SelectMany(list => list.Attributes).Any(attribute => attribute.Name.ToString() is "Fact" or "Theory")
        let name = Regex.Match(method.Identifier.Text, "^(T[0-9]{2})[a-z]?_", RegexOptions.None, TimeSpan.FromSeconds(1))
        where name.Success
        select name.Groups[1].Value;
}
