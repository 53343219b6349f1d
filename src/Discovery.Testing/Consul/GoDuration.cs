using System.Buffers;
using System.Globalization;

namespace Discovery.Testing.Consul;

/// <summary>Reads durations as Go writes them: <c>60s</c>, <c>1m30s</c>, <c>250ms</c>.</summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static bool TryParse(string text, out TimeSpan span)
    {
        span = TimeSpan.Zero;
        var rest = text.AsSpan();
        if (rest.SequenceEqual("0"))
            return true;
        while (rest.Length > 0)
        {
            var digits = rest.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount))
                return false;
            rest = rest[digits..];
            var letters = rest.IndexOfAny(Digits) is var end && end < 0 ? rest.Length : end;
            if (Unit(rest[..letters]) is not { } unit)
                return false;
            span += unit * amount;
            rest = rest[letters..];
        }

        return text.Length > 0;
    }

    private static TimeSpan? Unit(ReadOnlySpan<char> name) => name switch
    {
        "h" => TimeSpan.FromHours(1),
        "m" => TimeSpan.FromMinutes(1),
        "s" => TimeSpan.FromSeconds(1),
        "ms" => TimeSpan.FromMilliseconds(1),
        _ => null,
    };
}
