namespace Discovery.Testing.Conformance;

/// <summary>By which a remembered list is known to be of the same cluster.</summary>
internal static class ScopeChecks
{
    public static ConformanceCheck[] All { get; } =
    [
        new(nameof(NameAndScope_AreStableAndWithoutSecrets), NameAndScope_AreStableAndWithoutSecrets, RigLevers.None, "Name and Scope are not blank, do not change while the source points to one place, and contain no secret."),
        new(nameof(PointedElsewhere_HasAnotherScope), PointedElsewhere_HasAnotherScope, RigLevers.Move, "Pointed to another place it has another Scope and tells the nodes from there."),
    ];

    private static async Task NameAndScope_AreStableAndWithoutSecrets(ConformanceRun run)
    {
        var (name, scope) = (run.Source.Name, run.Source.Scope);
        run.Require(!string.IsNullOrWhiteSpace(name), "the Name is blank");
        run.Require(!string.IsNullOrWhiteSpace(scope), "the Scope is blank");
        run.Require(!run.Rig.Secrets.Any(secret => scope.Contains(secret, StringComparison.OrdinalIgnoreCase)), "a secret is in the Scope");
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        await run.AskAsync().ConfigureAwait(false);
        await run.Rig.SetNodesAsync(SampleNodes.Four).ConfigureAwait(false);
        await run.AskAsync().ConfigureAwait(false);
        run.Require(string.Equals(run.Source.Name, name, StringComparison.Ordinal), $"the Name became '{run.Source.Name}'");
        run.Require(string.Equals(run.Source.Scope, scope, StringComparison.Ordinal), $"the Scope became '{run.Source.Scope}'");
    }

    private static async Task PointedElsewhere_HasAnotherScope(ConformanceRun run)
    {
        await run.Rig.SetNodesAsync(SampleNodes.Three).ConfigureAwait(false);
        await run.AskAsync().ConfigureAwait(false);
        var scope = run.Source.Scope;
        await run.Rig.MoveAsync(SampleNodes.Elsewhere).ConfigureAwait(false);
        run.Require(!string.Equals(run.Source.Scope, scope, StringComparison.Ordinal), $"the Scope is still '{scope}'");
        run.RequireNodes(await run.AskAsync().ConfigureAwait(false), SampleNodes.Elsewhere);
    }
}
