namespace Discovery.RealServers.Tests.Servers;

/// <summary>Where an agent keeps what it knows.</summary>
internal enum ConsulState
{
    /// <summary>In memory (<c>-dev</c>): the quickest to start; a restart forgets everything.</summary>
    InMemory,

    /// <summary>In a folder of its own: a restart may keep or wipe it.</summary>
    OnDisk,
}
