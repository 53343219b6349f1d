using System.Globalization;
using System.Text;

namespace Discovery.Load.Work;

/// <summary>Keys of one value size, and the one right value of each.</summary>
internal sealed class Dataset
{
    public const int ManyKeys = 100;
    private const int Combinations = 256;
    private const int TotalBytes = 16 * 1024 * 1024;
    private const int MaxKeys = 8192;

    public Dataset(int valueBytes)
    {
        var count = Math.Min(MaxKeys, TotalBytes / valueBytes);
        Keys = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"load:{valueBytes}:{i:d6}"))];
        AbsentKeys = [.. Enumerable.Range(0, count).Select(i => string.Create(CultureInfo.InvariantCulture, $"gone:{valueBytes}:{i:d6}"))];
        Values = [.. Keys.Select((key, i) => ValueOf(key, i, valueBytes))];
        Combined = [.. Enumerable.Range(0, Combinations).Select(i => Enumerable.Range(i * 31, ManyKeys).Select(j => Keys[j % count]).ToArray())];
    }

    public string[] Keys { get; }

    public string[] AbsentKeys { get; }

    public byte[][] Values { get; }

    /// <summary>Sets of <see cref="ManyKeys"/> keys.</summary>
    public string[][] Combined { get; }

    public static int FirstOf(int combination, int count) => combination * 31 % count;

    // any bytes, line ends among them, so that a reader that loses count is found out
    private static byte[] ValueOf(string key, int seed, int length)
    {
        var value = new byte[length];
        new Random(seed).NextBytes(value);
        Encoding.ASCII.GetBytes(key, value);
        return value;
    }
}
