using System.Runtime.CompilerServices;

namespace Discovery.Architecture.Tests;

/// <summary>The working tree that the tests were built from.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    /// <summary>The source files of all projects, without what the build made.</summary>
    public static IReadOnlyList<SourceFile> Sources { get; } =
        [.. new[] { "src", "tests", "samples", "bench" }.SelectMany(SourceFilesIn)];

    /// <summary>The projects under a folder.</summary>
    public static IReadOnlyList<ProjectFile> ProjectsIn(string folder) =>
        [.. FilesIn(folder, "*.csproj").Select(path => new ProjectFile(Path.Combine(Root, path)))];

    private static IEnumerable<SourceFile> SourceFilesIn(string folder) => FilesIn(folder, "*.cs").Select(path => new SourceFile(Root, path));

    private static IEnumerable<string> FilesIn(string folder, string pattern)
    {
        var start = Path.Combine(Root, folder);
        if (!Directory.Exists(start))
            return [];
        return Directory.EnumerateFiles(start, pattern, SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path).Replace('\\', '/'))
            .Where(path => !path.Split('/').Any(part => part is "bin" or "obj"))
            .Order(StringComparer.Ordinal);
    }

    // the binaries may have been copied elsewhere, but the source is where the compiler read it, or above the binaries
    private static string FindRoot([CallerFilePath] string thisFile = "")
    {
        foreach (var start in new[] { AppContext.BaseDirectory, Path.GetDirectoryName(thisFile) })
        {
            for (var folder = start; !string.IsNullOrEmpty(folder); folder = Path.GetDirectoryName(folder))
            {
                if (File.Exists(Path.Combine(folder, "Discovery.sln")))
                    return folder;
            }
        }

        throw new InvalidOperationException("Discovery.sln is in no folder above the tests; run them from a clone of the repository.");
    }
}
