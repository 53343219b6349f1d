using System.Text;
using Discovery.Cache.Memcached.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.Memcached;

public sealed class ReplyReaderTests
{
    public static TheoryData<string, int, int, uint, ulong> Good() => new()
    {
        { "VA 3", (int)ReplyKind.Value, 3, 0, 0 },
        { "VA 0 f0", (int)ReplyKind.Value, 0, 0, 0 },
        { "VA 2147483647 f4294967295 c18446744073709551615", (int)ReplyKind.Value, int.MaxValue, uint.MaxValue, ulong.MaxValue },
        { "VA 5 c7 f30 t-1 kfoo O123 W", (int)ReplyKind.Value, 5, 30, 7 },
        { "VA 5  f30", (int)ReplyKind.Value, 5, 30, 0 },
        { "HD", (int)ReplyKind.Done, 0, 0, 0 },
        { "HD ", (int)ReplyKind.Done, 0, 0, 0 },
        { "HD c9", (int)ReplyKind.Done, 0, 0, 9 },
        { "OK", (int)ReplyKind.Done, 0, 0, 0 },
        { "TOUCHED", (int)ReplyKind.Done, 0, 0, 0 },
        { "EN", (int)ReplyKind.Miss, 0, 0, 0 },
        { "NF", (int)ReplyKind.NotFound, 0, 0, 0 },
        { "NOT_FOUND", (int)ReplyKind.NotFound, 0, 0, 0 },
        { "NS", (int)ReplyKind.NotStored, 0, 0, 0 },
        { "EX", (int)ReplyKind.Exists, 0, 0, 0 },
        { "MN", (int)ReplyKind.Noop, 0, 0, 0 },
        { "VERSION 1.6.18", (int)ReplyKind.Version, 0, 0, 0 },
        { "SERVER_ERROR object too large for cache", (int)ReplyKind.TooLarge, 0, 0, 0 },
        { "SERVER_ERROR out of memory storing object", (int)ReplyKind.ServerError, 0, 0, 0 },
        { "CLIENT_ERROR flush_all not allowed", (int)ReplyKind.ServerError, 0, 0, 0 },
        { "CLIENT_ERROR cannot increment or decrement non-numeric value", (int)ReplyKind.NotNumeric, 0, 0, 0 },
        { "CLIENT_ERROR bad data chunk", (int)ReplyKind.Refused, 0, 0, 0 },
        { "ERROR", (int)ReplyKind.Refused, 0, 0, 0 },
        { "-ERR unknown command", (int)ReplyKind.Refused, 0, 0, 0 },
    };

    public static TheoryData<string> Misbehaving() =>
    [
        "\r\n", "\n", "VA\r\n", "VA \r\n", "VA x\r\n", "VA -1\r\n", "VA 3x f0\r\n", "VA 2147483648 f0\r\n", "VA 99999999999999999999\r\n",
        "VA 3 f\r\n", "VA 3 f-1\r\n", "VA 3 f4294967296\r\n", "VA 3 fx\r\n", "VA 3 c18446744073709551616\r\n", "HD\n", "hd\r\n", "HDx\r\n",
        "ENDS\r\n", "STORE\r\n", "VALUE k 0\r\n", "VALUE k 0 3x\r\n", "VALUE  0 3\r\n", "12 \r\n", "ERRORS\r\n", "HTTP/1.1 400 Bad Request\r\n", "VERSION\r\n", "+OK\r\n", "\u0015\u0003\u0001\n",
    ];

    [Theory]
    [MemberData(nameof(Good))]
    public void TryRead_Line_IsRead(string line, int kind, int length, uint flags, ulong version)
    {
        var bytes = Encoding.ASCII.GetBytes(line + "\r\nHD\r\n");
        Assert.True(ReplyReader.TryRead(bytes, out var reply, out var consumed));
        Assert.Equal(((ReplyKind)kind, length, flags, version), (reply.Kind, reply.ValueLength, reply.Flags, reply.Version));
        Assert.Equal(line.Length + 2, consumed);
    }

    [Theory]
    [MemberData(nameof(Good))]
    public void TryRead_EveryBeginning_WaitsForMore(string line, int kind, int length, uint flags, ulong version)
    {
        _ = (kind, length, flags, version);
        var bytes = Encoding.ASCII.GetBytes(line + "\r\n");
        for (var split = 0; split < bytes.Length; split++)
        {
            Assert.False(ReplyReader.TryRead(bytes.AsSpan(0, split), out _, out var consumed));
            Assert.Equal(0, consumed);
        }
    }

    [Theory]
    [MemberData(nameof(Misbehaving))]
    public void TryRead_Misbehaving_Throws(string bytes) =>
        Assert.Throws<MemcachedProtocolException>(() => ReplyReader.TryRead(Encoding.Latin1.GetBytes(bytes), out _, out _));

    [Fact]
    public void TryRead_EndlessLine_ThrowsInOnePieceAndInMany()
    {
        var line = new byte[3000];
        Array.Fill(line, (byte)'x');
        Assert.Throws<MemcachedProtocolException>(() => ReplyReader.TryRead(line, out _, out _));
        Assert.Throws<MemcachedProtocolException>(() => ReplyReader.TryRead([.. "HD "u8, .. line, .. "\r\n"u8], out _, out _));
    }

    [Fact]
    public void TryRead_ErrorText_IsKeptAndShort()
    {
        Assert.True(ReplyReader.TryRead(Encoding.ASCII.GetBytes("SERVER_ERROR " + new string('x', 1000) + "\r\n"), out var reply, out _));
        Assert.Equal(200, reply.Text!.Length);
    }

    [Fact]
    public void TryRead_AnyBytes_ReadsOrWaitsOrThrowsTheOneException()
    {
        byte[][] words = [.. new[] { "VA ", "HD", "EN", " f", " c", "\r\n", "\n", "\r", "SERVER_ERROR ", "CLIENT_ERROR ", "VERSION ", "12", "-", " ", "\0" }.Select(Encoding.ASCII.GetBytes)];
        Prop.ForAll((byte[] noise, int[] picks) =>
        {
            byte[] mixed = [.. picks.SelectMany(pick => words[(pick & int.MaxValue) % words.Length])];
            return Survives(noise) && Survives(mixed) && Survives([.. mixed, .. noise]);
        }).QuickCheckThrowOnFailure();
    }

    private static bool Survives(byte[] bytes)
    {
        try
        {
            return ReplyReader.TryRead(bytes, out var reply, out var consumed)
                ? consumed is >= 2 && consumed <= bytes.Length && reply.ValueLength >= 0
                : consumed == 0;
        }
        catch (MemcachedProtocolException)
        {
            return true;
        }
    }
}
