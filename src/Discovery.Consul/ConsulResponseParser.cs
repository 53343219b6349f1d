using System.Text.Json;

namespace Discovery;

/// <summary>Turns the body of an answer into nodes.</summary>
internal static class ConsulResponseParser
{
    /// <exception cref="JsonException">The body is not a list of entries.</exception>
    /// <exception cref="NodeSourceException">Two instances that are dialled differently have one name.</exception>
    public static ConsulAnswer Parse(ReadOnlySpan<byte> body, ConsulMeta meta, ConsulOptions options)
    {
        var entries = JsonSerializer.Deserialize(WithoutMark(body), ConsulJson.Default.ListConsulHealthEntry)
            ?? throw new JsonException("The body is null instead of a list.");
        var skipped = new List<string>();
        var nodes = new List<Node>();
        foreach (var entry in entries)
        {
            if (ConsulNodeReader.TryRead(entry, options, out var node, out var reason))
                nodes.Add(node);
            else
                skipped.Add(reason);
        }

        return new ConsulAnswer(new NodeSet(Distinct(nodes), meta.HasIndex ? meta.Index : null), skipped, meta);
    }

    // Consul's order is not stable; of two registrations of one endpoint the same one must win each time
    private static IEnumerable<Node> Distinct(List<Node> nodes)
    {
        foreach (var group in nodes.GroupBy(node => node.Name, StringComparer.Ordinal))
        {
            var sorted = group
                .OrderBy(node => node.Metadata["datacenter"], StringComparer.Ordinal)
                .ThenBy(node => node.Metadata["node"], StringComparer.Ordinal)
                .ThenBy(node => node.Metadata["id"], StringComparer.Ordinal)
                .ThenBy(node => node.Weight)
                .ToList();
            if (sorted.Find(node => node.Port != sorted[0].Port || !string.Equals(node.Host, sorted[0].Host, StringComparison.Ordinal)) is { } other)
                throw Ambiguous(sorted[0], other);
            yield return sorted[0];
        }
    }

    private static NodeSourceException Ambiguous(Node one, Node other) =>
        new(
            NodeSourceFailure.Configuration,
            $"Two instances are named '{one.Name}': {Describe(one)} and {Describe(other)}. Give each its own id or metadata value, or set NodeName to AddressAndPort.");

    private static string Describe(Node node) =>
        $"{new HostPort(node.Host, node.Port)} (id '{node.Metadata["id"]}' on agent '{node.Metadata["node"]}')";

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> body) =>
        body.StartsWith("\uFEFF"u8) ? body[3..] : body;
}
