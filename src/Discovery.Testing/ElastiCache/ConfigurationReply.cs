using System.Globalization;
using System.Text;

namespace Discovery.Testing;

/// <summary>Makes the replies of a configuration endpoint.</summary>
internal static class ConfigurationReply
{
    public static string For(string request, FakeConfigurationEndpoint endpoint) => (request, endpoint.Mode) switch
    {
        (_, ConfigurationEndpointMode.Redis) => $"-ERR unknown command '{request.Split(' ')[0]}', with args beginning with: \r\n",
        ("config get cluster", ConfigurationEndpointMode.ElastiCache or ConfigurationEndpointMode.Memorystore) => Framed("CONFIG cluster", endpoint),
        ("config get cluster", ConfigurationEndpointMode.NoConfiguration) => "END\r\n",
        ("get AmazonElastiCache:cluster", ConfigurationEndpointMode.LegacyOnly) => Framed("VALUE AmazonElastiCache:cluster", endpoint),
        ("version", _) => "VERSION 1.6.18\r\n",
        _ => request.StartsWith("get ", StringComparison.Ordinal) ? "END\r\n" : "ERROR\r\n",
    };

    private static string Framed(string header, FakeConfigurationEndpoint endpoint)
    {
        var (nodes, version) = endpoint.Configuration;
        var lines = nodes.Select(node => Line(node, endpoint.Mode));
        var body = string.Create(CultureInfo.InvariantCulture, $"{version}\n{string.Join(' ', lines)}\n");
        var declared = Encoding.UTF8.GetByteCount(body) + endpoint.DeclaredLengthError;
        return string.Create(CultureInfo.InvariantCulture, $"{header} 0 {declared}\r\n{body}\r\nEND\r\n");
    }

    private static string Line(Node node, ConfigurationEndpointMode mode)
    {
        var host = mode == ConfigurationEndpointMode.Memorystore ? node.Address?.ToString() ?? node.Host : node.Host;
        return string.Create(CultureInfo.InvariantCulture, $"{host}|{node.Address}|{node.Port}");
    }
}
