using System.Text.Json;
using System.Text.Json.Serialization;

namespace Discovery.Cache.Topology;

/// <summary>The outer shape of the file; the checksum is over the bytes of the payload as they stand there.</summary>
internal sealed record NodeListEnvelope(int Schema, string? Checksum, JsonElement Payload);

internal sealed record NodeListPayload(string? Scope, string? Source, ulong? Version, DateTimeOffset ConfirmedAt, NodeEntry?[]? Nodes);

internal sealed record NodeEntry(string? Name, string? Host, int Port, string? Address, int Weight, Dictionary<string, string>? Metadata);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(NodeListEnvelope))]
[JsonSerializable(typeof(NodeListPayload))]
internal sealed partial class NodeListJson : JsonSerializerContext;
