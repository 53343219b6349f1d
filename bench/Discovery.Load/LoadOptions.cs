using System.Globalization;
using Discovery.Load.Targets;
using Discovery.Load.Work;

namespace Discovery.Load;

/// <summary>The command line.</summary>
internal sealed class LoadOptions
{
    public const string Usage = """
        dotnet run -c Release --project bench/Discovery.Load -- [options]
          (none)            the cases that have a number to reach
          --quick           a few cases, short; to see that everything works
          --all             every kind, size, number of callers and of nodes
          --filter TEXT     only the case of that name, or those whose name has TEXT; may be given again
          --targets A,B     of discovery, pool and raw; default all
          --rounds N        default 5
          --seconds S       of each target in each case and round; default 2
          --dialect classic the old commands, for every target that can
          --markdown FILE   writes the table there, too
          --list            prints the names of the cases
        """;

    public IReadOnlyList<LoadCase> Cases { get; private set; } = Catalogue.Main;

    public IReadOnlyList<string> Targets { get; private set; } = ["discovery", "pool", "raw"];

    public int Rounds { get; private set; } = 5;

    public TimeSpan Length { get; private set; } = TimeSpan.FromSeconds(2);

    public Dialect Dialect { get; private set; } = Dialect.Meta;

    public string? Markdown { get; private set; }

    public bool ListOnly { get; private set; }

    public static LoadOptions Parse(string[] arguments)
    {
        var options = new LoadOptions();
        var filters = new List<string>();
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!options.TryFlag(arguments[i]))
                options.Set(arguments[i], i + 1 < arguments.Length ? arguments[++i] : throw Wrong($"{arguments[i]} is unknown, or its value is missing"), filters);
        }

        if (options.Markdown is not null && !options.Targets.Contains("discovery", StringComparer.Ordinal))
            throw Wrong("--markdown compares discovery with the others, so --targets must have it");
        if (filters.Count > 0)
            options.Cases = [.. filters.SelectMany(options.Matching).Distinct()];
        return options.Cases.Count > 0 ? options : throw Wrong("--filter leaves no case; --list shows their names");
    }

    // a whole name is that case alone, though others begin with it
    private IEnumerable<LoadCase> Matching(string filter) =>
        Cases.Any(load => load.Name.Equals(filter, StringComparison.OrdinalIgnoreCase))
            ? Cases.Where(load => load.Name.Equals(filter, StringComparison.OrdinalIgnoreCase))
            : Cases.Where(load => load.Name.Contains(filter, StringComparison.OrdinalIgnoreCase));

    private bool TryFlag(string name)
    {
        switch (name)
        {
            case "--quick":
                (Cases, Rounds, Length) = (Catalogue.Quick, 2, TimeSpan.FromSeconds(0.3));
                return true;
            case "--all":
                Cases = Catalogue.All;
                return true;
            case "--list":
                return ListOnly = true;
            default:
                return false;
        }
    }

    private void Set(string name, string value, List<string> filters)
    {
        switch (name)
        {
            case "--filter":
                filters.Add(value);
                break;
            case "--targets":
                Targets = value.Split(',').All(target => target is "discovery" or "pool" or "raw") ? value.Split(',') : throw Wrong($"--targets {value}: of discovery, pool and raw");
                break;
            case "--rounds":
                Rounds = (int)Number(name, value, 1, 1000);
                break;
            case "--seconds":
                Length = TimeSpan.FromSeconds(Number(name, value, 0.05, 3600));
                break;
            case "--dialect":
                Dialect = Enum.TryParse<Dialect>(value, ignoreCase: true, out var dialect) ? dialect : throw Wrong($"--dialect {value}: meta or classic");
                break;
            case "--markdown":
                Markdown = value;
                break;
            default:
                throw Wrong($"{name} is unknown");
        }
    }

    private static double Number(string name, string value, double min, double max) =>
        double.TryParse(value, CultureInfo.InvariantCulture, out var number) && number >= min && number <= max
            ? number
            : throw Wrong(string.Create(CultureInfo.InvariantCulture, $"{name} {value}: a number from {min} to {max}"));

    private static ArgumentException Wrong(string message) => new(message);
}
