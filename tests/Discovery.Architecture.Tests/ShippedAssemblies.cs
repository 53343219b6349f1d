using System.Reflection;

namespace Discovery.Architecture.Tests;

/// <summary>The built assemblies of the projects under <c>src</c>.</summary>
internal static class ShippedAssemblies
{
    public static Assembly Load(string project)
    {
        var assembly = Repository.ProjectsIn("src").Single(candidate => candidate.Name == project).AssemblyName;
        try
        {
            return Assembly.Load(assembly);
        }
        catch (FileNotFoundException error)
        {
            throw new InvalidOperationException($"{assembly} is not beside the tests: reference src/{project} from Discovery.Architecture.Tests.", error);
        }
    }
}
