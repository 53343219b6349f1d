using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Discovery.Cache;
using Discovery.Cache.Values;

namespace Discovery.Tests.Values;

public sealed class ValueCodecTests
{
    private readonly ValueCodec _codec = new(new JsonCacheSerializer());

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("END\r\n")]
    [InlineData("é😀\0")]
    public void Encode_Text_IsUtf8(string text)
    {
        Assert.Equal((ValueFlags.Text, text), Encode(text));
        Assert.Equal(text, RoundTrip(text));
    }

    [Fact]
    public void Encode_Bytes_GoAsTheyAre()
    {
        byte[] all = [.. Enumerable.Range(0, 256).Select(i => (byte)i)];
        Assert.Equal(all, RoundTrip(all)!);
        Assert.Equal([], RoundTrip(Array.Empty<byte>())!);
        Assert.Equal(ValueFlags.Bytes, Encode(all).Flags);
    }

    [Fact]
    public void Encode_Integers_AreDecimalText()
    {
        Check(int.MinValue);
        Check(int.MaxValue);
        Check(long.MinValue);
        Check(long.MaxValue);
        Check(uint.MaxValue);
        Check(ulong.MaxValue);
        Check(short.MinValue);
        Check(ushort.MaxValue);
        Check(byte.MaxValue);
        Check(sbyte.MinValue);
        Check<int?>(7);

        void Check<T>(T value)
        {
            Assert.Equal((ValueFlags.Integer, Convert.ToString(value, CultureInfo.InvariantCulture)), Encode(value));
            Assert.Equal(value, RoundTrip(value));
        }
    }

    [Fact]
    public void Encode_Null_ReadsBackAsNull()
    {
        Assert.Null(RoundTrip<string?>(null));
        Assert.Null(RoundTrip<byte[]?>(null));
        Assert.Null(RoundTrip<int?>(null));
        Assert.Null(RoundTrip<Thing?>(null));
        Assert.Equal((ValueFlags.Null, ""), Encode<string?>(null));
    }

    [Fact]
    public void Encode_Others_AreJson()
    {
        Assert.Equal((ValueFlags.Serialized, """{"Id":7,"Name":"x"}"""), Encode(new Thing(7, "x")));
        Assert.Equal(new Thing(7, "x"), RoundTrip(new Thing(7, "x")));
        Assert.Equal(DayOfWeek.Friday, RoundTrip(DayOfWeek.Friday));
        Assert.Equal(1.5, RoundTrip(1.5));
        Assert.True(RoundTrip(true));
        Assert.Equal('c', RoundTrip('c'));
    }

    [Theory]
    [InlineData("42", 42)]
    [InlineData("42   ", 42)]
    [InlineData("-1", -1)]
    public void TryDecode_ForeignNumber_IsRead(string text, int expected) => Assert.Equal(expected, Decode<int>(ValueFlags.Foreign, text));

    [Fact]
    public void TryDecode_Foreign_IsWhatTheCallerAsksFor()
    {
        Assert.Equal("text", Decode<string>(ValueFlags.Foreign, "text"));
        Assert.Equal("text"u8.ToArray(), Decode<byte[]>(ValueFlags.Foreign, "text"));
        Assert.Equal(new Thing(1, "x"), Decode<Thing>(ValueFlags.Foreign, """{"Id":1,"Name":"x"}"""));
    }

    [Theory]
    [InlineData(1u)]
    [InlineData(16u)]
    [InlineData(0xD000u)]
    [InlineData(0xD600u)]
    [InlineData(0x1D200u)]
    [InlineData(uint.MaxValue)]
    public void TryDecode_UnknownFlags_IsNotOurs(uint flags)
    {
        Assert.False(_codec.TryDecode<string>("key", flags, "text"u8.ToArray(), out var value));
        Assert.Null(value);
    }

    [Fact]
    public void TryDecode_WrongType_NamesKeyAndTypes()
    {
        Refused<string>(ValueFlags.Bytes, "x", "holds bytes", "System.String");
        Refused<byte[]>(ValueFlags.Text, "x", "holds text", "System.Byte[]");
        Refused<string>(ValueFlags.Integer, "1", "holds an integer", "System.String");
        Refused<byte>(ValueFlags.Integer, "256", "holds an integer", "System.Byte");
        Refused<uint>(ValueFlags.Integer, "-1", "holds an integer", "System.UInt32");
        Refused<int>(ValueFlags.Null, "", "holds null", "System.Int32");
        Refused<Thing>(ValueFlags.Text, "x", "holds text", "Thing");
        Refused<int>(ValueFlags.Foreign, "four", "cannot be read as System.Int32", "JsonException");
        Refused<Thing>(ValueFlags.Serialized, "{", "cannot be read as", "Thing");
    }

    [Fact]
    public void Encode_SerializerFails_NamesKeyAndTypeButNotTheValue()
    {
        var loop = new Loop();
        loop.Self = loop;
        var exception = Assert.Throws<CacheValueException>(() => Encode(loop));
        Assert.Contains("'the-key'", exception.Message, StringComparison.Ordinal);
        Assert.Contains("Loop", exception.Message, StringComparison.Ordinal);
        Assert.IsType<JsonException>(exception.InnerException);
    }

    [Fact]
    public void Encode_TextThatUtf8CannotWrite_IsRefused() =>
        Assert.Contains("surrogate", Assert.Throws<CacheValueException>(() => Encode("a\ud800")).Message, StringComparison.Ordinal);

    [Fact]
    public void JsonCacheSerializer_OptionsWithoutResolver_Work()
    {
        var codec = new ValueCodec(new JsonCacheSerializer(new JsonSerializerOptions(JsonSerializerDefaults.Web)));
        var scratch = new ArrayBufferWriter<byte>();
        Assert.Equal("""{"id":7,"name":"x"}""", Encoding.UTF8.GetString(codec.Encode("key", new Thing(7, "x"), scratch, out _).Span));
    }

    private void Refused<T>(uint flags, string bytes, params string[] parts)
    {
        var message = Assert.Throws<CacheValueException>(() => Decode<T>(flags, bytes)).Message;
        Assert.All([.. parts, "'the-key'"], part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    private (uint Flags, string Text) Encode<T>(T value)
    {
        var bytes = _codec.Encode("the-key", value, new ArrayBufferWriter<byte>(), out var flags);
        return (flags, Encoding.UTF8.GetString(bytes.Span));
    }

    private T? Decode<T>(uint flags, string text)
    {
        Assert.True(_codec.TryDecode<T>("the-key", flags, Encoding.UTF8.GetBytes(text), out var value));
        return value;
    }

    private T? RoundTrip<T>(T value)
    {
        var bytes = _codec.Encode("the-key", value, new ArrayBufferWriter<byte>(), out var flags);
        Assert.True(_codec.TryDecode<T>("the-key", flags, bytes.ToArray(), out var read));
        return read;
    }

    private sealed record Thing(int Id, string Name);

    private sealed class Loop
    {
        public Loop? Self { get; set; }
    }
}
