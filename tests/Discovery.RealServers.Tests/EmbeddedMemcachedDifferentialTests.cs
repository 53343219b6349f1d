using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Discovery.Testing;
using Discovery.Tests.Embedded;

namespace Discovery.RealServers.Tests;

/// <summary>The embedded memcached answers byte for byte as memcached 1.6.18 does.</summary>
public sealed class EmbeddedMemcachedDifferentialTests : IAsyncLifetime
{
    private RealMemcachedProcess _real = null!;
    private EmbeddedMemcached _embedded = null!;

    public async Task InitializeAsync()
    {
        _real = await RealMemcachedProcess.StartAsync();
        _embedded = await EmbeddedMemcached.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _real.DisposeAsync();
        await _embedded.DisposeAsync();
    }

    [Fact]
    public async Task Scripts_OnBoth_AnswerTheSame()
    {
        using var pair = await ServerPair.ConnectAsync(_real.Port, _embedded.Endpoint.Port);
        foreach (var row in ProtocolScripts.Meta.Concat(ProtocolScripts.Leases).Concat(ProtocolScripts.Classic))
        {
            await pair.CompareAsync("flush_all");
            await pair.CompareAsync((string)row[0]);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task RandomCommands_OnBoth_AnswerTheSame(int seed)
    {
        using var pair = await ServerPair.ConnectAsync(_real.Port, _embedded.Endpoint.Port);
        var commands = new RandomCommands(seed);
        var history = new List<string>();
        for (var i = 0; i < 5_000; i++)
        {
            history.Add(commands.Next());
            await pair.CompareAsync(history[^1], history);
        }
    }

    private sealed class ServerPair(Socket real, Socket embedded) : IDisposable
    {
        private const string End = "VERSION 1.6.18\r\n";
        private int _fence;

        public static async Task<ServerPair> ConnectAsync(int realPort, int embeddedPort)
        {
            var sockets = new[] { new Socket(SocketType.Stream, ProtocolType.Tcp), new Socket(SocketType.Stream, ProtocolType.Tcp) };
            await sockets[0].ConnectAsync("127.0.0.1", realPort).WaitAsync(TimeSpan.FromSeconds(30));
            await sockets[1].ConnectAsync("127.0.0.1", embeddedPort).WaitAsync(TimeSpan.FromSeconds(30));
            return new ServerPair(sockets[0], sockets[1]);
        }

        public async Task CompareAsync(string script, IReadOnlyList<string>? history = null)
        {
            // an opaque on a key that is never set closes the batch: no reply of the script looks like it
            var fence = string.Create(CultureInfo.InvariantCulture, $"Ofence{_fence++}");
            var bytes = ScriptText.ToBytes($"{script}|mg nothing {fence}|version");
            var replies = await Task.WhenAll(AskAsync(real, bytes, fence), AskAsync(embedded, bytes, fence));
            if (!Same(replies[0], replies[1]))
                Assert.Fail($"{string.Join('\n', history?.TakeLast(100) ?? [])}\nScript: {Shorten(script)}\nreal:     {Shorten(replies[0])}\nembedded: {Shorten(replies[1])}");
        }

        public void Dispose()
        {
            real.Dispose();
            embedded.Dispose();
        }

        private static async Task<string> AskAsync(Socket socket, byte[] script, string fence)
        {
            var sending = socket.SendAsync(script);
            var received = new StringBuilder();
            var buffer = new byte[65536];
            while (!received.ToString(Math.Max(0, received.Length - 64), Math.Min(64, received.Length)).EndsWith($"EN {fence}\r\n{End}", StringComparison.Ordinal))
            {
                var n = await socket.ReceiveAsync(buffer).WaitAsync(TimeSpan.FromSeconds(30));
                if (n == 0)
                    return received.Append("<closed>").ToString();
                received.Append(Encoding.Latin1.GetString(buffer, 0, n));
            }

            await sending;
            return received.ToString();
        }

        // the real clock ticks once a second, so a time may differ by one
        private static bool Same(string real, string embedded)
        {
            if (real == embedded)
                return true;
            var (left, right) = (Words(real), Words(embedded));
            return left.Length == right.Length && left.Zip(right).All(pair => pair.First == pair.Second || AreNear(pair.First, pair.Second));
        }

        // there are no slab classes to tell
        private static string[] Words(string replies) =>
            [.. replies.Split([' ', '\r']).Where(word => !word.StartsWith("cls=", StringComparison.Ordinal))];

        private static bool AreNear(string left, string right) =>
            new[] { "t", "l", "exp=-", "la=" }.Any(prefix =>
                left.StartsWith(prefix, StringComparison.Ordinal) && right.StartsWith(prefix, StringComparison.Ordinal)
                && long.TryParse(left[prefix.Length..], CultureInfo.InvariantCulture, out var l)
                && long.TryParse(right[prefix.Length..], CultureInfo.InvariantCulture, out var r)
                && Math.Abs(l - r) <= 1);

        private static string Shorten(string text)
        {
            var line = text.Replace("\r\n", "|", StringComparison.Ordinal);
            return line.Length <= 4000 ? line : line[..4000] + "...";
        }
    }
}
