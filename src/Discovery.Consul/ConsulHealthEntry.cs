using System.Text.Json.Serialization;

namespace Discovery;

// What is read of an answer of the health API. Checks are not: Consul itself applies "passing", and whoever judges
// check states trips over the first one it does not know.

internal sealed record ConsulHealthEntry(ConsulAgentNode? Node, ConsulServiceInstance? Service);

internal sealed record ConsulAgentNode(string? Node, string? Address, string? Datacenter, Dictionary<string, string?>? TaggedAddresses);

internal sealed record ConsulServiceInstance
{
    [JsonPropertyName("ID")]
    public string? Id { get; init; }

    public string? Address { get; init; }

    public int Port { get; init; }

    public IReadOnlyList<string?>? Tags { get; init; }

    public Dictionary<string, string?>? Meta { get; init; }

    public ConsulWeights? Weights { get; init; }

    public Dictionary<string, ConsulTaggedAddress?>? TaggedAddresses { get; init; }
}

internal sealed record ConsulWeights(int Passing);

internal sealed record ConsulTaggedAddress(string? Address, int Port);

[JsonSourceGenerationOptions]
[JsonSerializable(typeof(List<ConsulHealthEntry?>))]
internal sealed partial class ConsulJson : JsonSerializerContext;
