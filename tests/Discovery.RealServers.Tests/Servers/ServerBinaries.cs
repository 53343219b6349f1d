using System.Collections.Concurrent;
using System.Diagnostics;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>Where the real servers are. A missing one fails the test and says how to get it; no test passes over it.</summary>
internal static class ServerBinaries
{
    private static readonly ConcurrentDictionary<string, string?> Found = new(StringComparer.Ordinal);

    /// <summary>The path of <c>memcached</c>, <c>consul</c> or <c>pylibmc</c> (the python that has it).</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message has the command that installs it.</exception>
    public static string Require(string name) =>
        Found.GetOrAdd(name, Locate) ?? throw new InvalidOperationException(
            $"{name} is missing. These tests need the real one: run ./scripts/install-servers.sh from the root of the repository, or ./scripts/test.sh, which does.");

    private static string? Locate(string name) => name switch
    {
        "consul" => Candidates("consul").FirstOrDefault(File.Exists),
        "pylibmc" => new[] { "/usr/bin/python3" }.Concat(OnPath("python3")).Where(File.Exists).FirstOrDefault(ImportsPylibmc),
        _ => OnPath(name).FirstOrDefault(File.Exists),
    };

    private static IEnumerable<string> Candidates(string consul)
    {
        foreach (var path in OnPath(consul))
            yield return path;
        if (Environment.GetEnvironmentVariable("DISCOVERY_CONSUL") is { Length: > 0 } named)
            yield return named;
        var cache = Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } set
            ? set
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        yield return Path.Combine(cache, "discovery-tests", "consul", "usr", "bin", consul);
    }

    private static IEnumerable<string> OnPath(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Path.Combine(folder, name));

    private static bool ImportsPylibmc(string python)
    {
        using var process = Process.Start(new ProcessStartInfo(python, ["-c", "import pylibmc"]) { RedirectStandardError = true });
        process!.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
