namespace Discovery.Cache;

/// <summary>Where a key is kept and why: what every client with the same node list computes.</summary>
/// <param name="Key">The key as it goes over the wire, prefix included.</param>
/// <param name="Hash">The key's hash.</param>
/// <param name="Point">The point of the ring at or after the hash.</param>
/// <param name="Node">The node that owns the point.</param>
/// <param name="Generation">The generation of the routing table, +1 for each change of the node list.</param>
/// <param name="Fingerprint">The fingerprint of the node list, equal in every process that routes alike.</param>
public sealed record KeyExplanation(string Key, uint Hash, uint Point, Node Node, long Generation, string Fingerprint);
