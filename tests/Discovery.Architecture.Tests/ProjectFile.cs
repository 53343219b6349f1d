using System.Xml.Linq;

namespace Discovery.Architecture.Tests;

/// <summary>One project file and what it says.</summary>
internal sealed class ProjectFile
{
    private readonly XDocument _document;

    public ProjectFile(string path)
    {
        Folder = Path.GetDirectoryName(path)!;
        Name = Path.GetFileNameWithoutExtension(path);
        _document = XDocument.Load(path);
    }

    public string Name { get; }

    public string Folder { get; }

    public string AssemblyName => Property("AssemblyName") ?? Name;

    /// <summary>Projects under <c>src</c> that say nothing have the root namespace of <c>src/Directory.Build.props</c>.</summary>
    public string RootNamespace => Property("RootNamespace") ?? "Discovery";

    /// <summary>The names of the projects that it references.</summary>
    public IReadOnlyList<string> References =>
        [.. _document.Descendants("ProjectReference").Select(item => Path.GetFileNameWithoutExtension(item.Attribute("Include")!.Value.Replace('\\', '/')))];

    private string? Property(string name) => _document.Descendants(name).FirstOrDefault()?.Value;
}
