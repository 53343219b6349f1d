using Discovery.Load.Measure;
using Discovery.Load.Work;

namespace Discovery.Load.Report;

/// <summary>All measurements of a run, by case and target, in the order of the rounds.</summary>
internal sealed class Results
{
    private readonly Dictionary<(LoadCase Case, string Target), List<Measurement>> _rounds = [];

    public IEnumerable<LoadCase> Cases => _rounds.Keys.Select(key => key.Case).Distinct();

    public IEnumerable<string> Targets => _rounds.Keys.Select(key => key.Target).Distinct(StringComparer.Ordinal);

    public void Add(LoadCase load, string target, Measurement measurement)
    {
        if (!_rounds.TryGetValue((load, target), out var rounds))
            _rounds[(load, target)] = rounds = [];
        rounds.Add(measurement);
    }

    public double Median(LoadCase load, string target, Func<Measurement, double> quantity) =>
        Median(_rounds[(load, target)].Select(quantity));

    public long TotalOperations(LoadCase load, string target) => _rounds[(load, target)].Sum(measurement => measurement.Operations);

    /// <summary>The ratio of the medians; null when one of the targets was not measured.</summary>
    public double? Ratio(LoadCase load, string target, string other, Func<Measurement, double> quantity) =>
        Has(load, target, other) ? Median(load, target, quantity) / Median(load, other, quantity) : null;

    /// <summary>The median of the ratios in each round; null when one of the targets was not measured.</summary>
    public double? RatioByRound(LoadCase load, string target, string other, Func<Measurement, double> quantity) =>
        Has(load, target, other)
            ? Median(_rounds[(load, target)].Zip(_rounds[(load, other)], (mine, theirs) => quantity(mine) / quantity(theirs)))
            : null;

    private bool Has(LoadCase load, string target, string other) => _rounds.ContainsKey((load, target)) && _rounds.ContainsKey((load, other));

    private static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return (sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2;
    }
}
