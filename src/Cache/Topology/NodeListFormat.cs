using System.Buffers;
using System.Net;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Discovery.Cache.Topology;

/// <summary>The bytes of the node list file. Pure: no files, no clocks.</summary>
internal static class NodeListFormat
{
    public const int Schema = 1;

    /// <summary>What a list is about, in a form that fits a file: SHA-256 of the scope, in hexadecimal.</summary>
    public static string Digest(string scope) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(scope)));

    public static byte[] Write(StoredNodeList list)
    {
        var nodes = list.Set.Nodes.Select(ToEntry).ToArray();
        var payload = JsonSerializer.SerializeToUtf8Bytes(
            new NodeListPayload(list.Scope, list.Source, list.Set.Version, list.ConfirmedAt.ToUniversalTime(), nodes),
            NodeListJson.Default.NodeListPayload);
        return Wrap(payload);
    }

    /// <summary>Reads what <see cref="Write"/> wrote, or says why these bytes are something else.</summary>
    public static StoredNodeList? Read(ReadOnlySpan<byte> bytes, out string? trouble)
    {
        try
        {
            var envelope = JsonSerializer.Deserialize(bytes, NodeListJson.Default.NodeListEnvelope);
            trouble = Check(envelope);
            return trouble is null ? ToList(envelope!.Payload.Deserialize(NodeListJson.Default.NodeListPayload), out trouble) : null;
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            trouble = "corrupt";
            return null;
        }
    }

    // by hand, because the checksum is over the payload's very bytes and a serialiser may write them anew
    private static byte[] Wrap(byte[] payload)
    {
        var bytes = new ArrayBufferWriter<byte>(payload.Length + 128);
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("schema"u8, Schema);
            json.WriteString("checksum"u8, Checksum(payload));
            json.WritePropertyName("payload"u8);
            json.WriteRawValue(payload, skipInputValidation: true);
            json.WriteEndObject();
        }

        return bytes.WrittenSpan.ToArray();
    }

    private static string? Check(NodeListEnvelope? envelope)
    {
        if (envelope is null || envelope.Payload.ValueKind != JsonValueKind.Object)
            return "corrupt";
        if (envelope.Schema != Schema)
            return "schema";
        return string.Equals(envelope.Checksum, Checksum(JsonMarshal.GetRawUtf8Value(envelope.Payload)), StringComparison.Ordinal) ? null : "checksum";
    }

    private static StoredNodeList? ToList(NodeListPayload? payload, out string? trouble)
    {
        trouble = null;
        if (payload is { Scope: { } scope, Source: { } source, Nodes: { Length: > 0 } nodes })
            return new StoredNodeList(scope, source, new NodeSet(nodes.Select(ToNode), payload.Version), payload.ConfirmedAt);
        trouble = "corrupt";
        return null;
    }

    private static string Checksum(ReadOnlySpan<byte> payload) => Convert.ToHexStringLower(SHA256.HashData(payload));

    private static NodeEntry ToEntry(Node node) => new(
        node.Name,
        node.Host,
        node.Port,
        node.Address?.ToString(),
        node.Weight,
        node.Metadata.Count == 0 ? null : node.Metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal));

    private static Node ToNode(NodeEntry? entry)
    {
        if (entry is null)
            throw new JsonException("node");
        var address = entry.Address is null ? null : IPAddress.TryParse(entry.Address, out var parsed) ? parsed : throw new JsonException("address");
        return new Node(entry.Host ?? throw new JsonException("host"), entry.Port, entry.Name, address, entry.Weight)
        {
            Metadata = entry.Metadata ?? [],
        };
    }
}
