using System.Globalization;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>The configuration file of an agent that listens on loopback only, on given ports.</summary>
internal static class ConsulConfiguration
{
    public const int PortsNeeded = 3;

    public static string Text(int[] ports) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "node_name": "discovery-tests",
          "bind_addr": "127.0.0.1",
          "client_addr": "127.0.0.1",
          "log_level": "warn",
          "disable_update_check": true,
          "performance": { "raft_multiplier": 1 },
          "ports": { "http": {{ports[0]}}, "serf_lan": {{ports[1]}}, "server": {{ports[2]}}, "https": -1, "dns": -1, "grpc": -1, "serf_wan": -1 }
        }
        """);

    public static IEnumerable<string> Arguments(ConsulState state, string folder) => state == ConsulState.InMemory
        ? ["agent", "-dev", $"-config-file={ConfigurationFile(folder)}"]
        : ["agent", "-server", "-bootstrap-expect=1", $"-data-dir={DataFolder(folder)}", $"-config-file={ConfigurationFile(folder)}"];

    public static string ConfigurationFile(string folder) => Path.Combine(folder, "agent.json");

    public static string DataFolder(string folder) => Path.Combine(folder, "data");
}
