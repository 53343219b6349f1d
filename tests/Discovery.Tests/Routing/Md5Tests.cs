using System.Buffers.Binary;
using System.Text;
using Discovery.Cache.Routing;
using FsCheck;
using FsCheck.Fluent;
using Reference = System.Security.Cryptography.MD5;

namespace Discovery.Tests.Routing;

public sealed class Md5Tests
{
    [Theory]
    [InlineData("", 0xd98c1dd4u)]
    [InlineData("abc", 0x98500190u)]
    [InlineData("SVa_]_V41)", 443691461u)]
    [InlineData("VDEAAAAA", 0xfffcd1b5u)]
    public void FirstWord_KnownText_IsTheKnownNumber(string text, uint word) =>
        Assert.Equal(word, Md5.FirstWord(Encoding.ASCII.GetBytes(text)));

    [Fact]
    public void Hash_EveryLengthAroundTheBlockBorders_EqualsTheReference()
    {
        var data = new byte[1000];
        new Random(1).NextBytes(data);
        for (var length = 0; length <= data.Length; length++)
            AssertEqualsReference(data.AsSpan(0, length));
    }

    [Fact]
    public void Hash_AnyBytes_EqualsTheReference() =>
        Prop.ForAll((byte[] data) => AssertEqualsReference(data)).QuickCheckThrowOnFailure();

    [Fact]
    public void FirstWord_AnyLength_DoesNotAllocate()
    {
        var data = new byte[300];
        var sum = Md5.FirstWord(data);
        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var length = 0; length <= data.Length; length++)
            sum += Md5.FirstWord(data.AsSpan(0, length));
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.NotEqual(0u, sum);
    }

    private static void AssertEqualsReference(ReadOnlySpan<byte> data)
    {
#pragma warning disable CA5351 // it is the reference, not a protection
        var expected = Reference.HashData(data);
#pragma warning restore CA5351
        Span<uint> words = stackalloc uint[4];
        Md5.Hash(data, words);
        for (var i = 0; i < words.Length; i++)
            Assert.Equal(BinaryPrimitives.ReadUInt32LittleEndian(expected.AsSpan(i * 4)), words[i]);
        Assert.Equal(words[0], Md5.FirstWord(data));
    }
}
