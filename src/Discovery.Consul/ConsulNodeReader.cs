using System.Diagnostics.CodeAnalysis;

namespace Discovery;

/// <summary>Makes a node of one entry, or says why it cannot be one. The other entries stay usable.</summary>
internal static class ConsulNodeReader
{
    private const int MaxWeight = 65_535;

    public static bool TryRead(
        ConsulHealthEntry? entry, ConsulOptions options, [NotNullWhen(true)] out Node? node, [NotNullWhen(false)] out string? reason)
    {
        node = null;
        if (entry is not { Service: { } service, Node: { } agent })
        {
            reason = "an entry has no service or no agent";
            return false;
        }

        var (host, port) = Endpoint(service, agent, options.TaggedAddress);
        var name = Name(service, options);
        reason = Refuse(host, port, name, options) is { } why ? $"instance '{service.Id}' on agent '{agent.Node}' {why}" : null;
        if (reason is not null)
            return false;
        var weight = options.UseWeights ? Math.Clamp(service.Weights?.Passing ?? 1, 1, MaxWeight) : 1;
        node = new Node(host!, port, options.NodeName == ConsulNodeName.AddressAndPort ? null : name, weight: weight)
        {
            Metadata = Describe(service, agent),
        };
        return true;
    }

    private static (string? Host, int Port) Endpoint(ConsulServiceInstance service, ConsulAgentNode agent, string? tagged)
    {
        var own = string.IsNullOrEmpty(service.Address) ? null : service.Address;
        if (string.IsNullOrEmpty(tagged))
            return (own ?? agent.Address, service.Port);
        if (service.TaggedAddresses?.GetValueOrDefault(tagged) is { Address: { Length: > 0 } address } found)
            return (address, found.Port == 0 ? service.Port : found.Port);
        // a service without an address of its own is found at its agent's, the tagged ones included
        return (own ?? agent.TaggedAddresses?.GetValueOrDefault(tagged) ?? agent.Address, service.Port);
    }

    private static string? Name(ConsulServiceInstance service, ConsulOptions options) => options.NodeName switch
    {
        ConsulNodeName.ServiceId => service.Id,
        ConsulNodeName.Metadata => service.Meta?.GetValueOrDefault(options.NameMetadataKey ?? ""),
        _ => null,
    };

    private static string? Refuse(string? host, int port, string? name, ConsulOptions options)
    {
        if (string.IsNullOrEmpty(host))
            return "has no address";
        if (!HostPort.IsHost(host))
            return $"has the address '{host}', which is not a host name or an IP address";
        if (port is < 1 or > 65535)
            return $"has the port {port}; register it with the port on which memcached listens";
        if (options.NodeName == ConsulNodeName.AddressAndPort || !string.IsNullOrWhiteSpace(name))
            return null;
        return options.NodeName == ConsulNodeName.ServiceId ? "has no id" : $"has no metadata '{options.NameMetadataKey}' to name it";
    }

    private static Dictionary<string, string> Describe(ConsulServiceInstance service, ConsulAgentNode agent) => new(StringComparer.Ordinal)
    {
        ["id"] = service.Id ?? "",
        ["node"] = agent.Node ?? "",
        ["datacenter"] = agent.Datacenter ?? "",
        ["tags"] = string.Join(',', (service.Tags ?? []).Order(StringComparer.Ordinal)),
    };
}
