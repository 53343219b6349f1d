using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace Discovery;

/// <summary>One cache server, as a source names it. Immutable; equal when every property is equal.</summary>
public sealed class Node : IEquatable<Node>
{
    private static readonly FrozenDictionary<string, string> NoMetadata = FrozenDictionary<string, string>.Empty;

    /// <summary>Describes a node.</summary>
    /// <param name="host">Where to dial: a DNS name or an IP literal (IPv6 without brackets).</param>
    /// <param name="port">The TCP port, 1 to 65535.</param>
    /// <param name="name">Its place on the ring; null for <c>host:port</c>.</param>
    /// <param name="address">The IP to dial instead of resolving <paramref name="host"/>; null to resolve.</param>
    /// <param name="weight">Its share of the keys relative to the others, 1 or more.</param>
    /// <exception cref="ArgumentException">The host is not a host, or the name is blank.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The port or the weight is out of range.</exception>
    public Node(string host, int port, string? name = null, IPAddress? address = null, int weight = 1)
    {
        if (!HostPort.IsHost(host))
            throw new ArgumentException($"'{host}' is not a host name or an IP address.", nameof(host));
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, 65535);
        ArgumentOutOfRangeException.ThrowIfLessThan(weight, 1);
        Host = host;
        Port = port;
        Name = name ?? new HostPort(host, port).ToString();
        ArgumentException.ThrowIfNullOrWhiteSpace(Name, nameof(name));
        Address = address;
        Weight = weight;
    }

    /// <summary>The node's place on the ring: stable, never a resolved IP. Default <c>host:port</c>.</summary>
    public string Name { get; }

    /// <summary>The host to dial, and the name that TLS verifies.</summary>
    public string Host { get; }

    /// <summary>The TCP port to dial.</summary>
    public int Port { get; }

    /// <summary>The IP to dial instead of resolving <see cref="Host"/>; null when the host is to be resolved at each connect.</summary>
    public IPAddress? Address { get; }

    /// <summary>The node's share of the keys relative to the other nodes. Default 1.</summary>
    public int Weight { get; }

    /// <summary>What else the source says of the node (zone, tags); never used for routing. Default empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init => field = value.ToFrozenDictionary(StringComparer.Ordinal); } = NoMetadata;

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c> as a node of weight 1 named by that text.</summary>
    /// <param name="text">The text to read.</param>
    /// <returns>The node.</returns>
    /// <exception cref="FormatException">The text is not an endpoint; the message has the text and the reason.</exception>
    public static Node Parse(string? text) =>
        TryParse(text, out var node, out var reason) ? node : throw new FormatException(reason);

    /// <summary>Reads <c>host:port</c> or <c>[v6]:port</c> without throwing.</summary>
    /// <param name="text">The text to read.</param>
    /// <param name="node">The node, when the text is one.</param>
    /// <param name="reason">Why it is not, with the text in it; null on success.</param>
    /// <returns>Whether the text names a node.</returns>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Node? node, [NotNullWhen(false)] out string? reason)
    {
        node = HostPort.TryParse(text, out var endpoint, out reason) ? new Node(endpoint.Host, endpoint.Port) : null;
        return node is not null;
    }

    /// <inheritdoc/>
    public bool Equals([NotNullWhen(true)] Node? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && string.Equals(Host, other.Host, StringComparison.Ordinal)
        && Port == other.Port
        && Weight == other.Weight
        && Equals(Address, other.Address)
        && Metadata.Count == other.Metadata.Count
        && Metadata.All(pair => other.Metadata.TryGetValue(pair.Key, out var value) && string.Equals(value, pair.Value, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Node);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, Host, Port, Weight, Address);

    /// <summary>The node's name, with where it is dialled when that differs.</summary>
    /// <returns>A text for people and logs.</returns>
    public override string ToString()
    {
        var dialled = new HostPort(Address?.ToString() ?? Host, Port).ToString();
        return string.Equals(dialled, Name, StringComparison.Ordinal) ? Name : $"{Name} ({dialled})";
    }
}
