namespace Discovery.RealServers.Tests.Servers;

/// <summary>What kind of agent is started.</summary>
/// <param name="State">Where it keeps what it knows.</param>
internal sealed record ConsulSetup(ConsulState State = ConsulState.InMemory)
{
    /// <summary>The token that may do everything, where all that is not allowed is denied; null for an agent without ACLs.</summary>
    public string? ManagementToken { get; init; }

    /// <summary>The Serf ports of all servers of the datacentre, this one's too; empty for one that is alone. They keep their state on disk.</summary>
    public IReadOnlyList<int> Peers { get; init; } = [];
}
