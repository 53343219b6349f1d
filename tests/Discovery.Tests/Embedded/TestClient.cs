using System.Net.Sockets;
using System.Text;
using Discovery.Testing;

namespace Discovery.Tests.Embedded;

/// <summary>A connection that sends text and reads as many bytes as a test expects.</summary>
internal sealed class TestClient : IDisposable
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    private readonly Socket _socket;

    private TestClient(Socket socket) => _socket = socket;

    public static async Task<TestClient> ConnectAsync(EmbeddedMemcached server)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(server.Endpoint.Host, server.Endpoint.Port).WaitAsync(Bound);
            return new TestClient(socket);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Sends a script and checks that exactly the expected replies come.</summary>
    public async Task ExpectAsync(string script, string replies)
    {
        await SendAsync(script);
        Assert.Equal(replies, await ReadAsync(replies));
    }

    public Task SendAsync(string script) => _socket.SendAsync(ScriptText.ToBytes(script)).WaitAsync(Bound);

    public async Task<string> ReadAsync(string replies)
    {
        var buffer = new byte[ScriptText.ToBytes(replies).Length];
        var filled = 0;
        while (filled < buffer.Length && await ReceiveAsync(buffer.AsMemory(filled)) is > 0 and var n)
            filled += n;
        return Encoding.UTF8.GetString(buffer.AsSpan(0, Math.Max(0, filled - 2))).Replace("\r\n", "|", StringComparison.Ordinal);
    }

    /// <summary>Everything that comes until the server ends the connection.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var all = new MemoryStream();
        var buffer = new byte[4096];
        while (await ReceiveAsync(buffer) is > 0 and var n)
            all.Write(buffer, 0, n);
        return Encoding.UTF8.GetString(all.ToArray());
    }

    public Task<int> ReceiveAsync(Memory<byte> buffer) => _socket.ReceiveAsync(buffer).AsTask().WaitAsync(Bound);

    public void Dispose() => _socket.Dispose();
}
