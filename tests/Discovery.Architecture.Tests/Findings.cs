namespace Discovery.Architecture.Tests;

/// <summary>Fails with every finding in full; the framework's own message cuts lines short.</summary>
internal static class Findings
{
    public static void None(IEnumerable<string> findings)
    {
        var lines = findings.Distinct(StringComparer.Ordinal).ToArray();
        if (lines.Length > 0)
            Assert.Fail(string.Join('\n', lines));
    }
}
