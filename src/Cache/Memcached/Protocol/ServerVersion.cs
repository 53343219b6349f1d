using System.Globalization;

namespace Discovery.Cache.Memcached.Protocol;

/// <summary>Which dialect a server speaks, from its answers to <c>version</c> and <c>mn</c>.</summary>
internal static class ServerVersion
{
    private static readonly Version FirstStableMeta = new(1, 6, 10);

    /// <summary>
    /// Meta is stable from 1.6.10; before, <c>mn</c> is answered but the other commands differ. A version that cannot be read
    /// (proxies answer anything) leaves the word to <c>mn</c>.
    /// </summary>
    public static bool SpeaksMeta(string version, bool answersNoop) =>
        answersNoop && (Parse(version) is not { } parsed || parsed >= FirstStableMeta);

    private static Version? Parse(string text)
    {
        var parts = text.Split('.', 3);
        if (parts.Length < 3)
            return null;
        var patch = parts[2].AsSpan();
        var digits = patch.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var major)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var minor)
            && int.TryParse(digits < 0 ? patch : patch[..digits], NumberStyles.None, CultureInfo.InvariantCulture, out var build)
            ? new Version(major, minor, build)
            : null;
    }
}
