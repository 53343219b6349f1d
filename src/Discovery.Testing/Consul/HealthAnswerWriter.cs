using System.Text;
using System.Text.Json;

namespace Discovery.Testing.Consul;

/// <summary>Writes instances as Consul does.</summary>
internal static class HealthAnswerWriter
{
    public static string Write(IEnumerable<FakeConsulService> instances)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartArray();
            foreach (var instance in instances)
                WriteEntry(json, instance);
            json.WriteEndArray();
        }

        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private static void WriteEntry(Utf8JsonWriter json, FakeConsulService instance)
    {
        json.WriteStartObject();
        WriteAgent(json, instance);
        WriteService(json, instance);
        json.WriteStartArray("Checks");
        WriteCheck(json, instance, "serfHealth", serviceId: "", "passing");
        WriteCheck(json, instance, $"service:{instance.Id}", instance.Id, instance.Status);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteAgent(Utf8JsonWriter json, FakeConsulService instance)
    {
        json.WriteStartObject("Node");
        json.WriteString("Node", instance.Node);
        json.WriteString("Address", instance.NodeAddress);
        json.WriteString("Datacenter", instance.Datacenter);
        json.WriteStartObject("TaggedAddresses");
        json.WriteString("lan", instance.NodeAddress);
        json.WriteString("wan", instance.NodeAddress);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteService(Utf8JsonWriter json, FakeConsulService instance)
    {
        json.WriteStartObject("Service");
        json.WriteString("ID", instance.Id);
        json.WriteString("Service", instance.Service);
        json.WriteString("Address", instance.Address);
        json.WriteNumber("Port", instance.Port);
        json.WriteStartArray("Tags");
        foreach (var tag in instance.Tags)
            json.WriteStringValue(tag);
        json.WriteEndArray();
        json.WriteStartObject("Meta");
        foreach (var (key, value) in instance.Meta)
            json.WriteString(key, value);
        json.WriteEndObject();
        WriteTaggedAddresses(json, instance);
        json.WriteStartObject("Weights");
        json.WriteNumber("Passing", instance.Weight);
        json.WriteNumber("Warning", 1);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteTaggedAddresses(Utf8JsonWriter json, FakeConsulService instance)
    {
        json.WriteStartObject("TaggedAddresses");
        foreach (var (name, address) in instance.TaggedAddresses)
        {
            json.WriteStartObject(name);
            json.WriteString("Address", address.Host);
            json.WriteNumber("Port", address.Port);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private static void WriteCheck(Utf8JsonWriter json, FakeConsulService instance, string id, string serviceId, string status)
    {
        json.WriteStartObject();
        json.WriteString("Node", instance.Node);
        json.WriteString("CheckID", id);
        json.WriteString("Status", status);
        json.WriteString("ServiceID", serviceId);
        json.WriteEndObject();
    }
}
