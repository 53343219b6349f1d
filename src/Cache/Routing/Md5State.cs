using System.Runtime.InteropServices;
using static System.Numerics.BitOperations;

namespace Discovery.Cache.Routing;

/// <summary>The four words that MD5 (RFC 1321) carries from block to block, and its steps, written out: a loop is half as fast.</summary>
[StructLayout(LayoutKind.Auto)]
internal struct Md5State
{
    public uint A;
    public uint B;
    public uint C;
    public uint D;

    public static Md5State Initial => new() { A = 0x67452301, B = 0xefcdab89, C = 0x98badcfe, D = 0x10325476 };

    /// <summary>Takes in one block.</summary>
    public void Add(in Md5Block m)
    {
        var start = this;
        Round1(in m);
        Round2(in m);
        Round3(in m);
        Round4(in m);
        LastSteps(in m);
        A += start.A;
        B += start.B;
        C += start.C;
        D += start.D;
    }

    /// <summary>Takes in the only block of a short message as far as the first word needs it; the others are left unfinished.</summary>
    public uint AddForFirstWord(in Md5Block m)
    {
        var start = A;
        Round1(in m);
        Round2(in m);
        Round3(in m);
        Round4(in m);
        return A + start;
    }

    private void Round1(in Md5Block m)
    {
        var (a, b, c, d) = (A, B, C, D);
        a = b + RotateLeft(a + m[0] + 0xd76aa478 + (d ^ (b & (c ^ d))), 7);
        d = a + RotateLeft(d + m[1] + 0xe8c7b756 + (c ^ (a & (b ^ c))), 12);
        c = d + RotateLeft(c + m[2] + 0x242070db + (b ^ (d & (a ^ b))), 17);
        b = c + RotateLeft(b + m[3] + 0xc1bdceee + (a ^ (c & (d ^ a))), 22);
        a = b + RotateLeft(a + m[4] + 0xf57c0faf + (d ^ (b & (c ^ d))), 7);
        d = a + RotateLeft(d + m[5] + 0x4787c62a + (c ^ (a & (b ^ c))), 12);
        c = d + RotateLeft(c + m[6] + 0xa8304613 + (b ^ (d & (a ^ b))), 17);
        b = c + RotateLeft(b + m[7] + 0xfd469501 + (a ^ (c & (d ^ a))), 22);
        a = b + RotateLeft(a + m[8] + 0x698098d8 + (d ^ (b & (c ^ d))), 7);
        d = a + RotateLeft(d + m[9] + 0x8b44f7af + (c ^ (a & (b ^ c))), 12);
        c = d + RotateLeft(c + m[10] + 0xffff5bb1 + (b ^ (d & (a ^ b))), 17);
        b = c + RotateLeft(b + m[11] + 0x895cd7be + (a ^ (c & (d ^ a))), 22);
        a = b + RotateLeft(a + m[12] + 0x6b901122 + (d ^ (b & (c ^ d))), 7);
        d = a + RotateLeft(d + m[13] + 0xfd987193 + (c ^ (a & (b ^ c))), 12);
        c = d + RotateLeft(c + m[14] + 0xa679438e + (b ^ (d & (a ^ b))), 17);
        b = c + RotateLeft(b + m[15] + 0x49b40821 + (a ^ (c & (d ^ a))), 22);
        (A, B, C, D) = (a, b, c, d);
    }

    private void Round2(in Md5Block m)
    {
        var (a, b, c, d) = (A, B, C, D);
        a = b + RotateLeft(a + m[1] + 0xf61e2562 + (c & ~d) + (b & d), 5);
        d = a + RotateLeft(d + m[6] + 0xc040b340 + (b & ~c) + (a & c), 9);
        c = d + RotateLeft(c + m[11] + 0x265e5a51 + (a & ~b) + (d & b), 14);
        b = c + RotateLeft(b + m[0] + 0xe9b6c7aa + (d & ~a) + (c & a), 20);
        a = b + RotateLeft(a + m[5] + 0xd62f105d + (c & ~d) + (b & d), 5);
        d = a + RotateLeft(d + m[10] + 0x02441453 + (b & ~c) + (a & c), 9);
        c = d + RotateLeft(c + m[15] + 0xd8a1e681 + (a & ~b) + (d & b), 14);
        b = c + RotateLeft(b + m[4] + 0xe7d3fbc8 + (d & ~a) + (c & a), 20);
        a = b + RotateLeft(a + m[9] + 0x21e1cde6 + (c & ~d) + (b & d), 5);
        d = a + RotateLeft(d + m[14] + 0xc33707d6 + (b & ~c) + (a & c), 9);
        c = d + RotateLeft(c + m[3] + 0xf4d50d87 + (a & ~b) + (d & b), 14);
        b = c + RotateLeft(b + m[8] + 0x455a14ed + (d & ~a) + (c & a), 20);
        a = b + RotateLeft(a + m[13] + 0xa9e3e905 + (c & ~d) + (b & d), 5);
        d = a + RotateLeft(d + m[2] + 0xfcefa3f8 + (b & ~c) + (a & c), 9);
        c = d + RotateLeft(c + m[7] + 0x676f02d9 + (a & ~b) + (d & b), 14);
        b = c + RotateLeft(b + m[12] + 0x8d2a4c8a + (d & ~a) + (c & a), 20);
        (A, B, C, D) = (a, b, c, d);
    }

    private void Round3(in Md5Block m)
    {
        var (a, b, c, d) = (A, B, C, D);
        a = b + RotateLeft(a + m[5] + 0xfffa3942 + ((c ^ d) ^ b), 4);
        d = a + RotateLeft(d + m[8] + 0x8771f681 + ((b ^ c) ^ a), 11);
        c = d + RotateLeft(c + m[11] + 0x6d9d6122 + ((a ^ b) ^ d), 16);
        b = c + RotateLeft(b + m[14] + 0xfde5380c + ((d ^ a) ^ c), 23);
        a = b + RotateLeft(a + m[1] + 0xa4beea44 + ((c ^ d) ^ b), 4);
        d = a + RotateLeft(d + m[4] + 0x4bdecfa9 + ((b ^ c) ^ a), 11);
        c = d + RotateLeft(c + m[7] + 0xf6bb4b60 + ((a ^ b) ^ d), 16);
        b = c + RotateLeft(b + m[10] + 0xbebfbc70 + ((d ^ a) ^ c), 23);
        a = b + RotateLeft(a + m[13] + 0x289b7ec6 + ((c ^ d) ^ b), 4);
        d = a + RotateLeft(d + m[0] + 0xeaa127fa + ((b ^ c) ^ a), 11);
        c = d + RotateLeft(c + m[3] + 0xd4ef3085 + ((a ^ b) ^ d), 16);
        b = c + RotateLeft(b + m[6] + 0x04881d05 + ((d ^ a) ^ c), 23);
        a = b + RotateLeft(a + m[9] + 0xd9d4d039 + ((c ^ d) ^ b), 4);
        d = a + RotateLeft(d + m[12] + 0xe6db99e5 + ((b ^ c) ^ a), 11);
        c = d + RotateLeft(c + m[15] + 0x1fa27cf8 + ((a ^ b) ^ d), 16);
        b = c + RotateLeft(b + m[2] + 0xc4ac5665 + ((d ^ a) ^ c), 23);
        (A, B, C, D) = (a, b, c, d);
    }

    private void Round4(in Md5Block m)
    {
        var (a, b, c, d) = (A, B, C, D);
        a = b + RotateLeft(a + m[0] + 0xf4292244 + (c ^ (b | ~d)), 6);
        d = a + RotateLeft(d + m[7] + 0x432aff97 + (b ^ (a | ~c)), 10);
        c = d + RotateLeft(c + m[14] + 0xab9423a7 + (a ^ (d | ~b)), 15);
        b = c + RotateLeft(b + m[5] + 0xfc93a039 + (d ^ (c | ~a)), 21);
        a = b + RotateLeft(a + m[12] + 0x655b59c3 + (c ^ (b | ~d)), 6);
        d = a + RotateLeft(d + m[3] + 0x8f0ccc92 + (b ^ (a | ~c)), 10);
        c = d + RotateLeft(c + m[10] + 0xffeff47d + (a ^ (d | ~b)), 15);
        b = c + RotateLeft(b + m[1] + 0x85845dd1 + (d ^ (c | ~a)), 21);
        a = b + RotateLeft(a + m[8] + 0x6fa87e4f + (c ^ (b | ~d)), 6);
        d = a + RotateLeft(d + m[15] + 0xfe2ce6e0 + (b ^ (a | ~c)), 10);
        c = d + RotateLeft(c + m[6] + 0xa3014314 + (a ^ (d | ~b)), 15);
        b = c + RotateLeft(b + m[13] + 0x4e0811a1 + (d ^ (c | ~a)), 21);
        a = b + RotateLeft(a + m[4] + 0xf7537e82 + (c ^ (b | ~d)), 6);
        (A, B, C, D) = (a, b, c, d);
    }

    private void LastSteps(in Md5Block m)
    {
        var (a, b, c, d) = (A, B, C, D);
        d = a + RotateLeft(d + m[11] + 0xbd3af235 + (b ^ (a | ~c)), 10);
        c = d + RotateLeft(c + m[2] + 0x2ad7d2bb + (a ^ (d | ~b)), 15);
        b = c + RotateLeft(b + m[9] + 0xeb86d391 + (d ^ (c | ~a)), 21);
        (B, C, D) = (b, c, d);
    }
}
