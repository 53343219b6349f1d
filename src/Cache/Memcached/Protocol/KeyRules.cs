using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Discovery.Cache.Memcached.Protocol;

/// <summary>Turns a key into the bytes that go over the wire, or refuses it before anything is sent.</summary>
internal static class KeyRules
{
    public const int MaxBytes = 250;

    private static readonly SearchValues<byte> Forbidden =
        SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(value => (byte)value), 0x7f]);

    /// <summary>Writes prefix and key into <paramref name="target"/>, which has room for <see cref="MaxBytes"/>.</summary>
    /// <returns>The number of bytes.</returns>
    public static int Encode(ReadOnlySpan<byte> prefix, string key, Span<byte> target)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (key.Length == 0)
            throw new CacheKeyException("The key is empty. A key has 1 to 250 bytes.");
        prefix.CopyTo(target);
        var status = Utf8.FromUtf16(key, target[prefix.Length..MaxBytes], out _, out var written, replaceInvalidSequences: false);
        if (status == OperationStatus.InvalidData)
            throw Refuse(key, "has a surrogate without its partner, which UTF-8 cannot write");
        if (status == OperationStatus.DestinationTooSmall)
            throw Refuse(key, $"has {Encoding.UTF8.GetByteCount(key) + prefix.Length} bytes of UTF-8 with the prefix of {prefix.Length}; memcached takes 250");
        var bytes = target.Slice(prefix.Length, written);
        if (bytes.ContainsAny(Forbidden))
            throw Refuse(key, "has a blank or a control character, which would end it on the wire");
        if (written != key.Length && key.AsSpan().ContainsAnyExceptInRange('\0', '\x7f'))
            CheckUnicode(key);
        return prefix.Length + written;
    }

    /// <summary>Refuses a key that cannot be sent, without sending it.</summary>
    public static void Check(ReadOnlySpan<byte> prefix, string key)
    {
        Span<byte> buffer = stackalloc byte[MaxBytes];
        Encode(prefix, key, buffer);
    }

    /// <summary>Encodes a prefix; the message names the option.</summary>
    public static byte[] EncodePrefix(string prefix)
    {
        if (prefix.Length == 0)
            return [];
        Span<byte> buffer = stackalloc byte[MaxBytes];
        return buffer[..Encode([], prefix, buffer)].ToArray();
    }

    // other clients split on these, so a key with one would be two keys to them
    private static void CheckUnicode(string key)
    {
        foreach (var c in key)
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
                throw Refuse(key, "has a Unicode blank or control character");
        }
    }

    private static CacheKeyException Refuse(string key, string reason) =>
        new($"The key '{Printable(key)}' {reason}.");

    private static string Printable(string key)
    {
        var text = new StringBuilder();
        foreach (var c in key.AsSpan(0, Math.Min(key.Length, 80)))
        {
            if (char.IsControl(c) || char.IsSurrogate(c) || (char.IsWhiteSpace(c) && c != ' '))
                text.Append(System.Globalization.CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                text.Append(c);
        }

        return key.Length > 80 ? text.Append("...").ToString() : text.ToString();
    }
}
