using System.Diagnostics;
using System.Numerics;

namespace Discovery.Load.Measure;

/// <summary>Counts of durations in logarithmic buckets, 32 to a power of two: a percentile is right to 3 %. Written by one caller, merged afterwards.</summary>
internal sealed class Histogram
{
    private const int StepBits = 5;
    private const int Steps = 1 << StepBits;
    private const int Powers = 32;
    private readonly uint[] _counts = new uint[(Powers + 1) * Steps];

    public long Count { get; private set; }

    public void Add(long ticks)
    {
        _counts[Math.Min(Index(ticks), _counts.Length - 1)]++;
        Count++;
    }

    public void Merge(Histogram other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
        Count += other.Count;
    }

    /// <summary>The duration, in microseconds, that the share of all does not exceed.</summary>
    public double Percentile(double share)
    {
        var rank = Math.Max(1, (long)Math.Ceiling(Count * share));
        var index = -1;
        while (rank > 0 && ++index < _counts.Length)
            rank -= _counts[index];
        return index < 0 ? 0 : Middle(index) * 1e6 / Stopwatch.Frequency;
    }

    private static int Index(long ticks)
    {
        if (ticks < Steps)
            return (int)Math.Max(0, ticks);
        var shift = BitOperations.Log2((ulong)ticks) - StepBits;
        return ((shift + 1) << StepBits) + (int)((ticks >> shift) & (Steps - 1));
    }

    private static double Middle(int index)
    {
        if (index < Steps)
            return index;
        var shift = (index >> StepBits) - 1;
        return ((Steps | (index & (Steps - 1))) + 0.5) * (1L << shift);
    }
}
