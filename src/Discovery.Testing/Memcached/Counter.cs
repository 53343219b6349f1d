using System.Globalization;

namespace Discovery.Testing.Memcached;

/// <summary>Counting in a stored decimal number: up wraps at 64 bits, down stops at zero.</summary>
internal static class Counter
{
    public static ReadOnlySpan<byte> NotANumber => "CLIENT_ERROR cannot increment or decrement non-numeric value"u8;

    public static bool TryAdd(ItemStore store, Item item, ulong delta, bool decrement, ulong? cas)
    {
        if (!NumberText.TryCounter(item.Value, out var number))
            return false;
        var result = decrement ? number - Math.Min(number, delta) : unchecked(number + delta);
        Span<byte> digits = stackalloc byte[20];
        result.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        store.Rewrite(item, digits[..length], cas);
        return true;
    }
}
