using System.Buffers;
using System.Text;

namespace Discovery.Cache.Values;

/// <summary>Turns values into bytes with flags, and back. Bytes, text and integers go as they are; the rest through the serialiser.</summary>
internal sealed class ValueCodec(ICacheSerializer serializer)
{
    // what cannot be written must not come back as something else
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Encodes a value; the bytes are the caller's own array or lie in <paramref name="scratch"/>.</summary>
    /// <exception cref="CacheValueException">The serialiser failed.</exception>
    public ReadOnlyMemory<byte> Encode<T>(string key, T value, ArrayBufferWriter<byte> scratch, out uint flags)
    {
        switch (value)
        {
            case null:
                flags = ValueFlags.Null;
                return default;
            case byte[] bytes:
                flags = ValueFlags.Bytes;
                return bytes;
            case string text:
                flags = ValueFlags.Text;
                EncodeText(key, text, scratch);
                return scratch.WrittenMemory;
        }

        if (IntegerText.TryWrite(value, scratch))
        {
            flags = ValueFlags.Integer;
            return scratch.WrittenMemory;
        }

        flags = ValueFlags.Serialized;
        Serialize(key, value, scratch);
        return scratch.WrittenMemory;
    }

    /// <summary>Decodes a value.</summary>
    /// <returns>False when the flags are not ours: such an entry is a miss, never a guess.</returns>
    /// <exception cref="CacheValueException">The bytes are not a <typeparamref name="T"/>.</exception>
    public bool TryDecode<T>(string key, uint flags, ReadOnlyMemory<byte> bytes, out T? value)
    {
        value = default;
        switch (flags)
        {
            case ValueFlags.Null when default(T) is null:
                return true;
            case ValueFlags.Foreign:
                value = DecodeForeign<T>(key, bytes);
                return true;
            case ValueFlags.Bytes when typeof(T) == typeof(byte[]):
                value = (T)(object)bytes.ToArray();
                return true;
            case ValueFlags.Text when typeof(T) == typeof(string):
                value = (T)(object)Encoding.UTF8.GetString(bytes.Span);
                return true;
            case ValueFlags.Integer when IntegerText.TryRead(bytes.Span, out value):
                return true;
            case ValueFlags.Serialized:
                value = Deserialize<T>(key, bytes);
                return true;
            case ValueFlags.Bytes or ValueFlags.Text or ValueFlags.Integer or ValueFlags.Null:
                throw new CacheValueException($"The entry '{key}' holds {Describe(flags)} and cannot be read as {typeof(T)}.");
            default:
                return false;
        }
    }

    private T? DecodeForeign<T>(string key, ReadOnlyMemory<byte> bytes)
    {
        if (typeof(T) == typeof(byte[]))
            return (T)(object)bytes.ToArray();
        if (typeof(T) == typeof(string))
            return (T)(object)Encoding.UTF8.GetString(bytes.Span);
        return IntegerText.TryRead(bytes.Span, out T? number) ? number : Deserialize<T>(key, bytes);
    }

    private static void EncodeText(string key, string text, ArrayBufferWriter<byte> scratch)
    {
        try
        {
            StrictUtf8.GetBytes(text, scratch);
        }
        catch (EncoderFallbackException exception)
        {
            throw new CacheValueException($"The text for '{key}' has a surrogate without its partner, which UTF-8 cannot write; store it as bytes.", exception);
        }
    }

    private void Serialize<T>(string key, T value, ArrayBufferWriter<byte> scratch)
    {
        try
        {
            serializer.Serialize(value, scratch);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new CacheValueException($"The value for '{key}' of type {typeof(T)} cannot be serialised: {exception.GetType().Name}. See the inner exception.", exception);
        }
    }

    private T? Deserialize<T>(string key, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            return serializer.Deserialize<T>(bytes);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            throw new CacheValueException($"The entry '{key}' cannot be read as {typeof(T)}: {exception.GetType().Name}. See the inner exception.", exception);
        }
    }

    private static string Describe(uint flags) => flags switch
    {
        ValueFlags.Bytes => "bytes",
        ValueFlags.Text => "text",
        ValueFlags.Null => "null",
        _ => "an integer",
    };
}
