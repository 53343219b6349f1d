using System.Runtime.InteropServices;
using Discovery.Load;
using Discovery.Load.Report;
using Discovery.Load.Servers;
using Discovery.Load.Work;

if (args.Contains("--help") || args.Contains("-h"))
{
    Console.WriteLine(LoadOptions.Usage);
    return 0;
}

try
{
    var options = LoadOptions.Parse(args);
    if (options.ListOnly)
        options.Cases.Select(load => load.Name).ToList().ForEach(Console.WriteLine);
    else
        await MeasureAsync(options);
    return 0;
}
catch (Exception exception)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine(Describe(exception));
    return exception is ArgumentException ? 2 : 1;
}

static async Task MeasureAsync(LoadOptions options)
{
    Console.WriteLine($"{MemcachedServer.Version()}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {options.Rounds} rounds of {options.Length.TotalSeconds} s");
    await using var run = new LoadRun(options);
    var results = await run.RunAsync();
    TextReport.Write(Console.Out, results);
    if (options.Markdown is { } path)
        await File.WriteAllTextAsync(path, MarkdownReport.Format(results));
}

// every caller of a slot fails alike; the first tells
static string Describe(Exception exception) => exception switch
{
    AggregateException all => Describe(all.Flatten().InnerExceptions[0]),
    WrongAnswerException => $"WRONG ANSWER: {exception.Message}",
    ArgumentException => $"{exception.Message}{Environment.NewLine}{LoadOptions.Usage}",
    InvalidOperationException or NotSupportedException => exception.Message,
    _ => exception.ToString(),
};
