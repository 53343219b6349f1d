using System.Globalization;
using System.Text;
using Discovery.Load.Measure;
using Discovery.Load.Work;

namespace Discovery.Load.Report;

/// <summary>The ratios as a table for a README; what a machine does in a second says little about another.</summary>
internal static class MarkdownReport
{
    private const string Client = "discovery";

    public static string Format(Results results)
    {
        var text = new StringBuilder()
            .AppendLine("| case | to pool | to raw | p50 to raw | p99.9 to raw | processor to pool | B/op |")
            .AppendLine("| --- | --- | --- | --- | --- | --- | --- |");
        foreach (var load in results.Cases)
            text.AppendLine(Row(results, load));
        return text.ToString();
    }

    private static string Row(Results results, LoadCase load)
    {
        string Of(string other, Func<Measurement, double> quantity) =>
            results.Ratio(load, Client, other, quantity) is { } ratio ? string.Create(CultureInfo.InvariantCulture, $"{ratio:0.00}") : "";
        var bytes = results.Median(load, Client, m => m.BytesPerOperation).ToString("n0", CultureInfo.InvariantCulture);
        return $"| {load.Name} | {Of("pool", m => m.Rate)} | {Of("raw", m => m.Rate)} | {Of("raw", m => m.P50)} | {Of("raw", m => m.P999)} | {Of("pool", m => m.ProcessorPerOperation)} | {bytes} |";
    }
}
