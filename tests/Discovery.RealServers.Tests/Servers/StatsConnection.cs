using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

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

    /// <summary>Where it comes from, as the server sees it.</summary>
    public string LocalEndpoint => _client.Client.LocalEndPoint!.ToString()!;

    public static async Task<StatsConnection> OpenAsync(IPAddress address, int port)
    {
        var client = new TcpClient(address.AddressFamily);
        try
        {
            await client.ConnectAsync(address, port).WaitAsync(Limit);
            return new StatsConnection(client);
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    /// <summary>Reads all statistics of a group; the general ones without a name.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(string group = "")
    {
        using var limit = new CancellationTokenSource(Limit);
        await SendAsync($"stats {group}".TrimEnd(), limit.Token);
        var stats = new Dictionary<string, string>(StringComparer.Ordinal);
        while (await _reader.ReadLineAsync(limit.Token) is { } line && line != "END")
        {
            var parts = line.Split(' ', 3);
            stats[parts[1]] = parts[2];
        }

        return stats;
    }

    /// <summary>Sends one command and reads the first line of its reply, which must be the only one.</summary>
    public async Task<string> AskAsync(string command)
    {
        using var limit = new CancellationTokenSource(Limit);
        await SendAsync(command, limit.Token);
        return await _reader.ReadLineAsync(limit.Token) ?? throw new IOException("The server closed the connection.");
    }

    public static long Number(IReadOnlyDictionary<string, string> stats, string name) => long.Parse(stats[name], CultureInfo.InvariantCulture);

    private async Task SendAsync(string command, CancellationToken cancellationToken) =>
        await _client.GetStream().WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"), cancellationToken);

    public void Dispose()
    {
        _reader.Dispose();
        _client.Dispose();
    }
}
