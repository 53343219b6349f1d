using System.Globalization;

namespace Discovery.Load.Work;

internal static class Sizes
{
    public const int Small = 100;
    public const int Medium = 1024;
    public const int Big = 32 * 1024;
    public const int Large = 1_000_000; // a whole mebibyte and its header are over memcached's default limit

    public static string Text(int bytes) => bytes switch
    {
        >= 1_000_000 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000} MB"),
        >= 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} B"),
    };
}
