using System.Globalization;
using Discovery.Load.Measure;
using Discovery.Load.Work;

namespace Discovery.Load.Report;

/// <summary>Every case with what each target did, and how this client stands to the others.</summary>
internal static class TextReport
{
    private const string Client = "discovery";

    public static void Write(TextWriter writer, Results results)
    {
        foreach (var load in results.Cases)
        {
            writer.WriteLine();
            writer.WriteLine(load.Name);
            writer.WriteLine($"  {"",-10}{"ops/s",12}{"p50 us",10}{"p99 us",10}{"p99.9 us",10}{"B/op",10}{"cpu us/op",11}{"total ops",13}");
            foreach (var target in results.Targets)
                writer.WriteLine(Line(results, load, target));
            foreach (var other in results.Targets.Where(other => other != Client))
                WriteRatios(writer, results, load, other);
        }
    }

    private static string Line(Results results, LoadCase load, string target)
    {
        double Of(Func<Measurement, double> quantity) => results.Median(load, target, quantity);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"  {target,-10}{Of(m => m.Rate),12:n0}{Of(m => m.P50),10:n0}{Of(m => m.P99),10:n0}{Of(m => m.P999),10:n0}{Of(m => m.BytesPerOperation),10:n0}{Of(m => m.ProcessorPerOperation),11:n2}{results.TotalOperations(load, target),13:n0}");
    }

    private static void WriteRatios(TextWriter writer, Results results, LoadCase load, string other)
    {
        if (results.Ratio(load, Client, other, m => m.Rate) is not { } rate)
            return;
        string Of(Func<Measurement, double> quantity) => string.Create(CultureInfo.InvariantCulture, $"{results.Ratio(load, Client, other, quantity):0.00}");
        writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"  to {other,-7}{rate,12:0.00} (by round {results.RatioByRound(load, Client, other, m => m.Rate):0.00}); p50 {Of(m => m.P50)}, p99 {Of(m => m.P99)}, p99.9 {Of(m => m.P999)}, processor {Of(m => m.ProcessorPerOperation)}"));
    }
}
