using Discovery.Testing.Conformance;

namespace Discovery.Testing;

/// <summary>One rule of <see cref="INodeSource"/> as something that can be run.</summary>
public sealed class ConformanceCheck
{
    private readonly Func<ConformanceRun, Task> _run;

    internal ConformanceCheck(string name, Func<ConformanceRun, Task> run, RigLevers levers, string rule)
    {
        Name = name;
        Levers = levers;
        Rule = rule;
        _run = run;
    }

    /// <summary>Its name, unique and stable.</summary>
    public string Name { get; }

    /// <summary>What it needs of the rig.</summary>
    public RigLevers Levers { get; }

    /// <summary>The rule in one sentence.</summary>
    public string Rule { get; }

    /// <summary>Runs it on a rig that no other check has used.</summary>
    /// <param name="rig">The rig; the caller disposes it.</param>
    /// <returns>A task that ends when the rule is kept.</returns>
    /// <exception cref="ConformanceException">The rule is broken.</exception>
    public Task RunAsync(NodeSourceRig rig)
    {
        ArgumentNullException.ThrowIfNull(rig);
        return _run(new ConformanceRun(this, rig));
    }

    /// <summary>The name.</summary>
    /// <returns><see cref="Name"/>.</returns>
    public override string ToString() => Name;
}
