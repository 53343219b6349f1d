using System.Globalization;

namespace Discovery.Cache.Memcached.Protocol;

/// <summary>Reads what servers answer to <c>version</c>.</summary>
internal static class ServerVersion
{
    /// <summary>The first three numbers, whatever a distribution hangs on to them; null when there are none.</summary>
    public static Version? Parse(string text)
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
