using System.Globalization;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Discovery.RealServers.Tests;

/// <summary>What the assembly does as a process of its own: starts a cache whose Consul is gone, and reads what the tests have written.</summary>
internal static class FileStartProbe
{
    public const int Keys = 1_000;

    public static async Task<int> Main(string[] arguments)
    {
        if (arguments is [FileWriterProbe.Verb, var path, var first, var count])
            return await FileWriterProbe.RunAsync(path, first, count);
        if (arguments is [EndlessWriterProbe.Verb, var endless])
            return await EndlessWriterProbe.RunAsync(endless);
        if (arguments is not [var address, var service, var file])
            return 64;
        await using var cache = await RunningCache.StartAsync(
            builder => builder.UseConsul(options => (options.Address, options.Service) = (new Uri(address), service)),
            options => options.File.Path = file,
            services => services.AddLogging(logging => logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace)));
        var hits = await new Workload(cache.Client, Keys).CountHitsAsync();
        var known = cache.Directory.Current;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{known.Origin} {known.Set.Count} nodes {hits} hits"));
        return 0;
    }
}
