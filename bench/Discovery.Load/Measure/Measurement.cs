namespace Discovery.Load.Measure;

/// <summary>What one slot gave.</summary>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="Latency">One entry for each operation.</param>
/// <param name="AllocatedBytes">What the whole process allocated.</param>
/// <param name="Processor">What the whole process used of the processors, user and kernel.</param>
internal sealed record Measurement(double Seconds, Histogram Latency, long AllocatedBytes, TimeSpan Processor)
{
    public long Operations => Latency.Count;

    public double Rate => Operations / Seconds;

    public double P50 => Latency.Percentile(0.5);

    public double P99 => Latency.Percentile(0.99);

    public double P999 => Latency.Percentile(0.999);

    public double BytesPerOperation => (double)AllocatedBytes / Math.Max(1, Operations);

    /// <summary>Microseconds.</summary>
    public double ProcessorPerOperation => Processor.TotalMicroseconds / Math.Max(1, Operations);
}
