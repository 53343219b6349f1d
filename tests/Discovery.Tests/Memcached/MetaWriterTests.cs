using System.Text;
using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Tests.Memcached;

public sealed class MetaWriterTests
{
    private static readonly byte[] Value = "val"u8.ToArray();

    [Fact]
    public void Write_Reads_AskForValueAndFlags()
    {
        Assert.Equal("mg key v f c\r\n", Write(new Command { Kind = CommandKind.GetVersioned }));
        Assert.Equal("mg key v f T60\r\n", Write(new Command { Kind = CommandKind.GetAndTouch, Expiry = 60 }));
        Assert.Equal("mg key v f T-1\r\n", Write(new Command { Kind = CommandKind.GetAndTouch, Expiry = -1 }));
    }

    [Theory]
    [InlineData((int)CommandKind.Set, "ms key 3 F54528 T60\r\nval\r\n")]
    [InlineData((int)CommandKind.Add, "ms key 3 F54528 T60 ME\r\nval\r\n")]
    [InlineData((int)CommandKind.Replace, "ms key 3 F54528 T60 MR\r\nval\r\n")]
    [InlineData((int)CommandKind.CompareAndSet, "ms key 3 F54528 T60 C18446744073709551615\r\nval\r\n")]
    [InlineData((int)CommandKind.Append, "ms key 3 MA\r\nval\r\n")]
    [InlineData((int)CommandKind.Prepend, "ms key 3 MP\r\nval\r\n")]
    public void Write_Stores_CarryTheirMode(int kind, string expected) =>
        Assert.Equal(expected, Write(new Command { Kind = (CommandKind)kind, Value = Value, Flags = 0xD500, Expiry = 60, Version = ulong.MaxValue }));

    [Fact]
    public void Write_EmptyValue_HasAnEmptyBlock() =>
        Assert.Equal("ms key 0 F4294967295 T0\r\n\r\n", Write(new Command { Kind = CommandKind.Set, Flags = uint.MaxValue }));

    [Fact]
    public void Write_Arithmetic_GoldenLines()
    {
        Assert.Equal("ma key v D1\r\n", Write(new Command { Kind = CommandKind.Increment, Delta = 1 }));
        Assert.Equal("ma key v D18446744073709551615 MD\r\n", Write(new Command { Kind = CommandKind.Decrement, Delta = ulong.MaxValue }));
        Assert.Equal("ma key v D2 N30 J7\r\n", Write(new Command { Kind = CommandKind.Increment, Delta = 2, Initial = 7, Expiry = 30 }));
        Assert.Equal("ma key v D2 MD N0 J0\r\n", Write(new Command { Kind = CommandKind.Decrement, Delta = 2, Initial = 0 }));
    }

    [Fact]
    public void Write_Others_GoldenLines()
    {
        Assert.Equal("md key\r\n", Write(new Command { Kind = CommandKind.Remove }));
        Assert.Equal("touch key -1\r\n", Write(new Command { Kind = CommandKind.Touch, Expiry = -1 }));
        Assert.Equal("flush_all\r\n", Write(new Command { Kind = CommandKind.FlushAll }));
    }

    [Fact]
    public void Write_ValueLikeACommand_StaysInItsBlock() =>
        Assert.Equal("ms key 11 F0 T0\r\nflush_all\r\n\r\n", Write(new Command { Kind = CommandKind.Set, Value = "flush_all\r\n"u8.ToArray() }));

    private static string Write(Command command)
    {
        using var buffer = new WriteBuffer();
        MetaWriter.Write(buffer, command, "key"u8);
        return Encoding.UTF8.GetString(buffer.Written.Span);
    }
}
