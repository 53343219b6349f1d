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
            .AppendLine("| case | ops/s to pool | by round | ops/s to raw | by round | p50 to raw | p99.9 to raw | processor to pool | processor to raw | B/op |")
            .AppendLine("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |");
        foreach (var load in results.Cases)
            text.AppendLine(Row(results, load));
        return text.ToString();
    }

    private static string Row(Results results, LoadCase load)
    {
        string Of(string other, Func<Measurement, double> quantity) => Text(results.Ratio(load, Client, other, quantity));
        string RateByRound(string other) => Text(results.RatioByRound(load, Client, other, m => m.Rate));
        string[] cells =
        [
            load.Name, Of("pool", m => m.Rate), RateByRound("pool"), Of("raw", m => m.Rate), RateByRound("raw"),
            Of("raw", m => m.P50), Of("raw", m => m.P999), Of("pool", m => m.ProcessorPerOperation), Of("raw", m => m.ProcessorPerOperation),
            results.Median(load, Client, m => m.BytesPerOperation).ToString("n0", CultureInfo.InvariantCulture),
        ];
        return $"| {string.Join(" | ", cells)} |";
    }

    private static string Text(double? ratio) => ratio is { } number ? number.ToString("0.00", CultureInfo.InvariantCulture) : "";
}
