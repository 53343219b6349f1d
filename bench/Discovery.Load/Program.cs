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
    {
        foreach (var load in options.Cases)
            Console.WriteLine(load.Name);
        return 0;
    }

    Console.WriteLine($"{MemcachedServer.Version()}, {RuntimeInformation.FrameworkDescription}, {Environment.ProcessorCount} processors, {options.Rounds} rounds of {options.Length.TotalSeconds} s");
    await using var run = new LoadRun(options);
    var results = await run.RunAsync();
    TextReport.Write(Console.Out, results);
    if (options.Markdown is { } path)
        await File.WriteAllTextAsync(path, MarkdownReport.Format(results));
    return 0;
}
catch (ArgumentException exception)
{
    Console.Error.WriteLine(exception.Message);
    Console.Error.WriteLine(LoadOptions.Usage);
    return 2;
}
catch (AggregateException exception) when (exception.GetBaseException() is WrongAnswerException wrong)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine($"WRONG ANSWER: {wrong.Message}");
    return 1;
}
catch (InvalidOperationException exception)
{
    Console.Error.WriteLine();
    Console.Error.WriteLine(exception.Message);
    return 1;
}
