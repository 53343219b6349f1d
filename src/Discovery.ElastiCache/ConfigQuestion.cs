using System.Net;

namespace Discovery;

/// <summary>What one attempt needs to know.</summary>
/// <param name="Endpoint">Whom to ask.</param>
/// <param name="Options">Deadline and TLS.</param>
/// <param name="LegacyFirst">Whether this endpoint last answered to the legacy key.</param>
internal sealed record ConfigQuestion(HostPort Endpoint, ElastiCacheOptions Options, bool LegacyFirst)
{
    /// <summary>The name that the certificate must carry.</summary>
    public string TargetHost { get; init; } = Options.TargetHost ?? ConfigNode.NormalizeHost(Endpoint.Host);

    /// <summary>How long resolving, connecting, TLS and the reply may take on all addresses together.</summary>
    public TimeSpan Patience { get; init; } = Options.Timeout;

    /// <summary>The address to dial instead of resolving the host; null to resolve it.</summary>
    public IPAddress? Address { get; init; }

    /// <summary>The one that is not to be asked, because it has answered already; null when anyone may be.</summary>
    public IPEndPoint? Except { get; init; }

    /// <summary>The addresses without the one that is not to be asked.</summary>
    public IPAddress[] Allowed(IPAddress[] addresses) =>
        Except is null ? addresses : Array.FindAll(addresses, address => !Except.Equals(new IPEndPoint(address, Endpoint.Port)));

    /// <summary>The same question to one of the nodes, which is verified by its own name.</summary>
    public ConfigQuestion To(Node node) => this with
    {
        Endpoint = new HostPort(node.Host, node.Port),
        TargetHost = node.Host,
        Address = node.Address,
    };
}

/// <summary>What came of it.</summary>
/// <param name="Set">The nodes; never empty.</param>
/// <param name="IsLegacy">Whether the legacy key gave them.</param>
internal sealed record ConfigAnswer(NodeSet Set, bool IsLegacy)
{
    /// <summary>Who gave it; a configuration endpoint is only another name of one of the nodes.</summary>
    public IPEndPoint? From { get; init; }

    /// <summary>How long it took.</summary>
    public TimeSpan Took { get; init; }
}
