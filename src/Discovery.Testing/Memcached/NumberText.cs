using System.Globalization;

namespace Discovery.Testing.Memcached;

/// <summary>Numbers as the server reads them: 64 bits, a sign allowed, then cut to what the field holds.</summary>
internal static class NumberText
{
    public static bool TryUInt64(ReadOnlySpan<byte> text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    public static bool TryInt32(ReadOnlySpan<byte> text, out int value)
    {
        var ok = long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var wide);
        value = unchecked((int)wide);
        return ok;
    }

    public static bool TryFlags(ReadOnlySpan<byte> text, out uint value)
    {
        var ok = TryUInt64(text, out var wide);
        value = unchecked((uint)wide);
        return ok;
    }

    /// <summary>Reads the length of a data block; what does not fit into 31 bits with its line end is refused.</summary>
    public static bool TryLength(ReadOnlySpan<byte> text, out int value) =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value)
        && value is >= 0 and <= int.MaxValue - 2;

    /// <summary>Reads a counter out of a stored value: blanks around the digits are allowed.</summary>
    public static bool TryCounter(ReadOnlySpan<byte> value, out ulong number)
    {
        var text = value.TrimStart(" \t\r\n"u8);
        var end = text.IndexOfAny(" \t\r\n"u8);
        return TryUInt64(end < 0 ? text : text[..end], out number);
    }
}
