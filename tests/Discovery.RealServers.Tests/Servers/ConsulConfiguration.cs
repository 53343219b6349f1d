using System.Globalization;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>The configuration file of an agent that listens on loopback only, on given ports.</summary>
internal static class ConsulConfiguration
{
    public const int PortsNeeded = 3;

    public static string Text(ConsulSetup setup, int[] ports) => string.Create(CultureInfo.InvariantCulture, $$"""
        {
          "node_name": "discovery-tests-{{ports[0]}}",
          "bind_addr": "127.0.0.1",
          "client_addr": "127.0.0.1",
          "log_level": "warn",
          "disable_update_check": true,
          "performance": { "raft_multiplier": 1 },
          "ports": { "http": {{ports[0]}}, "serf_lan": {{ports[1]}}, "server": {{ports[2]}}, "https": -1, "dns": -1, "grpc": -1, "serf_wan": -1 },
          "retry_interval": "1s",
          "retry_join": [{{string.Join(", ", setup.Peers.Select(port => $"\"127.0.0.1:{port}\""))}}]{{Acls(setup)}}
        }
        """);

    public static IEnumerable<string> Arguments(ConsulSetup setup, string folder) => setup.State == ConsulState.InMemory
        ? ["agent", "-dev", $"-config-file={ConfigurationFile(folder)}"]
        : ["agent", "-server", $"-bootstrap-expect={Math.Max(1, setup.Peers.Count)}", $"-data-dir={DataFolder(folder)}", $"-config-file={ConfigurationFile(folder)}"];

    public static string ConfigurationFile(string folder) => Path.Combine(folder, "agent.json");

    public static string DataFolder(string folder) => Path.Combine(folder, "data");

    private static string Acls(ConsulSetup setup) => setup.ManagementToken is not { } token ? "" : $$"""
        ,
          "acl": { "enabled": true, "default_policy": "deny", "tokens": { "master": "{{token}}", "agent": "{{token}}" } }
        """;
}
