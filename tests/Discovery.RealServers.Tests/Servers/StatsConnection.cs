using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>One connection to a memcached for its statistics, opened once so that reading them does not change them.</summary>
internal sealed class StatsConnection : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);
    private readonly TcpClient _client;
    private readonly StreamReader _reader;

    private StatsConnection(TcpClient client)
    {
        _client = client;
        _reader = new StreamReader(client.GetStream());
    }

    public static async Task<StatsConnection> OpenAsync(int port)
    {
        var client = new TcpClient();
        try
        {
            await client.ConnectAsync(IPAddress.Loopback, port).WaitAsync(Limit);
            return new StatsConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Reads all general statistics.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        await _client.GetStream().WriteAsync("stats\r\n"u8.ToArray(), limit.Token);
        var stats = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await _reader.ReadLineAsync(limit.Token) is { } line && line != "END")
        {
            var parts = line.Split(' ', 3);
            stats[parts[1]] = parts[2];
        }

        return stats;
    }

    public static long Number(IReadOnlyDictionary<string, string> stats, string name) => long.Parse(stats[name], CultureInfo.InvariantCulture);

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
