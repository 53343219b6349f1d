using System.Text;
using Discovery.Cache;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class KeyRulesTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("user:42")]
    [InlineData("ключ")]
    [InlineData("é")]
    [InlineData("😀")]
    public void Encode_Key_IsPrefixAndUtf8(string key)
    {
        Assert.Equal(Encoding.UTF8.GetBytes("p:" + key), Encode(key, "p:"));
        Assert.Equal(Encoding.UTF8.GetBytes(key), Encode(key));
    }

    [Fact]
    public void Encode_250Bytes_Fits()
    {
        Assert.Equal(250, Encode(new string('k', 250)).Length);
        Assert.Equal(250, Encode(new string('k', 245), "12345").Length);
        Assert.Equal(249, Encode(new string('€', 83)).Length);
    }

    [Theory]
    [InlineData(251, 'k', "")]
    [InlineData(246, 'k', "12345")]
    [InlineData(84, '€', "")]
    [InlineData(10_000, 'k', "")]
    public void Encode_MoreThan250Bytes_NamesKeyAndLength(int length, char letter, string prefix)
    {
        var message = Refused(new string(letter, length), prefix);
        var bytes = Encoding.UTF8.GetByteCount(new string(letter, length)) + prefix.Length;
        Assert.Contains($"'{new string(letter, 80)}...'", message, StringComparison.Ordinal);
        Assert.Contains($"has {bytes} bytes", message, StringComparison.Ordinal);
        Assert.Contains("takes 250", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a b", "a b")]
    [InlineData(" ", " ")]
    [InlineData("a\rb", "a\\u000db")]
    [InlineData("a\nflush_all", "a\\u000aflush_all")]
    [InlineData("a\0", "a\\u0000")]
    [InlineData("a\t", "a\\u0009")]
    [InlineData("a\u0001", "a\\u0001")]
    [InlineData("a\u007f", "a\\u007f")]
    [InlineData("a\u0085", "a\\u0085")]
    [InlineData("a\u2028b", "a\\u2028b")]
    [InlineData("a\u00a0b", "a\\u00a0b")]
    [InlineData("a\u3000b", "a\\u3000b")]
    public void Encode_BlankOrControl_NamesKeyAndReason(string key, string shown)
    {
        var message = Refused(key);
        Assert.Contains($"'{shown}'", message, StringComparison.Ordinal);
        Assert.Contains("blank or", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Encode_LoneSurrogate_NamesKeyAndReason()
    {
        // not as data of a theory: an attribute is stored as UTF-8, which cannot hold them
        foreach (var (key, shown) in new[] { ("a\ud800", "a\\ud800"), ("\udc00a", "\\udc00a"), ("\ud83da", "\\ud83da") })
        {
            var message = Refused(key);
            Assert.Contains($"'{shown}'", message, StringComparison.Ordinal);
            Assert.Contains("surrogate", message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Encode_Empty_SaysHowLongAKeyIs() => Assert.Contains("1 to 250 bytes", Refused("", "prefix:"), StringComparison.Ordinal);

    [Fact]
    public void Encode_Null_ThrowsArgumentNull() => Assert.Equal("key", Assert.Throws<ArgumentNullException>(() => Encode(null!)).ParamName);

    [Fact]
    public void Encode_DifferentKeys_NeverCollide() => Assert.NotEqual(Encode("ключ"), Encode("клюв"));

    [Fact]
    public void Encode_EveryByteValue_IsRefusedOrUnchanged()
    {
        for (var c = '\0'; c < 128; c++)
        {
            if (c is <= ' ' or '\x7f')
                Refused("k" + c);
            else
                Assert.Equal([(byte)'k', (byte)c], Encode("k" + c));
        }
    }

    [Theory]
    [InlineData("a b")]
    [InlineData("a\r")]
    [InlineData("\u2028")]
    public void EncodePrefix_Bad_Refused(string prefix) => Assert.Throws<CacheKeyException>(() => KeyRules.EncodePrefix(prefix));

    [Fact]
    public void EncodePrefix_Empty_IsNothing() => Assert.Empty(KeyRules.EncodePrefix(""));

    private static string Refused(string key, string prefix = "")
    {
        var exception = Assert.Throws<CacheKeyException>(() => Encode(key, prefix));
        Assert.Equal("key", exception.ParamName);
        Assert.Throws<CacheKeyException>(() => KeyRules.Check(Encoding.UTF8.GetBytes(prefix), key));
        return exception.Message;
    }

    private static byte[] Encode(string key, string prefix = "")
    {
        var target = new byte[KeyRules.MaxBytes];
        return target[..KeyRules.Encode(Encoding.UTF8.GetBytes(prefix), key, target)];
    }
}
