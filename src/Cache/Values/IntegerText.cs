using System.Buffers;
using System.Globalization;
using System.Numerics;

namespace Discovery.Cache.Values;

/// <summary>Integers as decimal text, so that a stored number is a counter for the server and readable from any language.</summary>
internal static class IntegerText
{
    public static bool TryWrite<T>(T value, ArrayBufferWriter<byte> target) => value switch
    {
        int number => Write(number, target),
        long number => Write(number, target),
        uint number => Write(number, target),
        ulong number => Write(number, target),
        short number => Write(number, target),
        ushort number => Write(number, target),
        byte number => Write(number, target),
        sbyte number => Write(number, target),
        _ => false,
    };

    /// <summary>Reads a number when <typeparamref name="T"/> is an integer type that has room for it.</summary>
    public static bool TryRead<T>(ReadOnlySpan<byte> text, out T? value)
    {
        // a server pads a decremented number with blanks
        text = text.TrimEnd((byte)' ');
        value = default;
        var type = Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T);
        object? number = Type.GetTypeCode(type) switch
        {
            _ when type.IsEnum => null,
            TypeCode.Int32 => Read<int>(text),
            TypeCode.Int64 => Read<long>(text),
            TypeCode.UInt32 => Read<uint>(text),
            TypeCode.UInt64 => Read<ulong>(text),
            TypeCode.Int16 => Read<short>(text),
            TypeCode.UInt16 => Read<ushort>(text),
            TypeCode.Byte => Read<byte>(text),
            TypeCode.SByte => Read<sbyte>(text),
            _ => null,
        };
        if (number is null)
            return false;
        value = (T)number;
        return true;
    }

    private static bool Write<T>(T number, ArrayBufferWriter<byte> target)
        where T : IUtf8SpanFormattable
    {
        if (number.TryFormat(target.GetSpan(20), out var written, default, CultureInfo.InvariantCulture))
            target.Advance(written);
        return true;
    }

    private static T? Read<T>(ReadOnlySpan<byte> text)
        where T : struct, IBinaryInteger<T> =>
        T.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;
}
