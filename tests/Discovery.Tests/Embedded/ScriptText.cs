using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Discovery.Tests.Embedded;

/// <summary>Turns the short writing of <see cref="ProtocolScripts"/> into bytes.</summary>
public static class ScriptText
{
    public static byte[] ToBytes(string script) => script.Length == 0 ? [] : Encoding.UTF8.GetBytes(Expand(script) + "\r\n");

    public static string Expand(string script) =>
        Regex.Replace(script, "#([0-9]+)", match => new string('x', int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture)), RegexOptions.None, TimeSpan.FromSeconds(5))
            .Replace("|", "\r\n", StringComparison.Ordinal);
}
