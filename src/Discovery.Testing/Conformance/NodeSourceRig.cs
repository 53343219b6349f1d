namespace Discovery.Testing;

/// <summary>
/// One source under test with everything it depends on, and the levers by which a <see cref="ConformanceCheck"/> moves that. Made
/// anew for each check. Implement the members for the <see cref="RigLevers"/> that you name; the others are never called.
/// </summary>
public abstract class NodeSourceRig : IAsyncDisposable
{
    /// <summary>The source; always the same object.</summary>
    public abstract INodeSource Source { get; }

    /// <summary>What the message of every failure must name, so that a person knows where to look: the address as it is configured.</summary>
    public abstract string Endpoint { get; }

    /// <summary>What must never be in a scope or a message, such as the token the source is configured with. Default: none.</summary>
    public virtual IReadOnlyList<string> Secrets => [];

    /// <summary>
    /// How many connections from the source the other side has open now. For <see cref="RigLevers.Count"/>. Default: 0.
    /// </summary>
    public virtual int OpenConnections => 0;

    /// <summary>Makes these the nodes that exist, in this order where there is one; the source is to tell them from the next question on.</summary>
    /// <param name="endpoints">
    /// Each <c>host:port</c>, the host an IP literal; an endpoint may occur twice. Empty only with <see cref="RigLevers.Empty"/>.
    /// </param>
    /// <returns>A task that ends when it is so.</returns>
    public abstract Task SetNodesAsync(IReadOnlyList<string> endpoints);

    /// <summary>Completes when so many questions wait for their answer, held or stalled. Default: at once, for a source that waits as soon as it is called.</summary>
    /// <param name="count">How many, at least.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task.</returns>
    public virtual Task WaitForQuestionsAsync(int count, CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Makes every question fail, as an unreachable server does. For <see cref="RigLevers.Break"/>.</summary>
    /// <returns>A task that ends when it is so.</returns>
    public virtual Task BreakAsync() => throw Missing(RigLevers.Break);

    /// <summary>Ends <see cref="BreakAsync"/>.</summary>
    /// <returns>A task that ends when it is so.</returns>
    public virtual Task RepairAsync() => throw Missing(RigLevers.Break);

    /// <summary>Lets questions come and answers none from now on, as a half-open server does. For <see cref="RigLevers.Stall"/>.</summary>
    /// <returns>A task that ends when it is so.</returns>
    public virtual Task StallAsync() => throw Missing(RigLevers.Stall);

    /// <summary>Points the source to another place with other nodes, as a reload of its options does. For <see cref="RigLevers.Move"/>.</summary>
    /// <param name="endpoints">The nodes that exist there, as for <see cref="SetNodesAsync"/>.</param>
    /// <returns>A task that ends when it is so.</returns>
    public virtual Task MoveAsync(IReadOnlyList<string> endpoints) => throw Missing(RigLevers.Move);

    /// <summary>Stops what the source depends on. Default: nothing.</summary>
    /// <returns>A task that ends when it has stopped.</returns>
    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    private NotSupportedException Missing(RigLevers lever) =>
        new($"{GetType().Name} does not implement RigLevers.{lever}; implement it, or leave the lever out where the checks are listed.");
}
