using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace Discovery.Testing;

/// <summary>One accepted connection of a <see cref="FakeConfigurationEndpoint"/>.</summary>
internal static class ConfigurationConversation
{
    private const int LongestLine = 4096;

    public static async Task RunAsync(Socket socket, FakeConfigurationEndpoint endpoint, CancellationToken cancellationToken)
    {
        using (socket)
        {
            try
            {
                socket.NoDelay = true;
                Stream stream = new NetworkStream(socket, ownsSocket: false);
                await using (stream.ConfigureAwait(false))
                {
                    var secured = await SecureAsync(stream, endpoint, cancellationToken).ConfigureAwait(false);
                    await using (secured.ConfigureAwait(false))
                        await AnswerAsync(socket, secured, endpoint, cancellationToken).ConfigureAwait(false);
                }
            }
            catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException
                                          or System.Security.Authentication.AuthenticationException)
            {
                // the client has gone, or the server is being stopped: either way this conversation is over
            }
        }
    }

    private static async Task<Stream> SecureAsync(Stream stream, FakeConfigurationEndpoint endpoint, CancellationToken cancellationToken)
    {
        if (endpoint.Certificate is not { } certificate)
            return stream;
        var tls = new SslStream(stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate.Server }, cancellationToken)
            .ConfigureAwait(false);
        return tls;
    }

    private static async Task AnswerAsync(Socket socket, Stream stream, FakeConfigurationEndpoint endpoint, CancellationToken cancellationToken)
    {
        while (await ReadLineAsync(stream, cancellationToken).ConfigureAwait(false) is { } request)
        {
            endpoint.Record(request);
            if (endpoint.IsSilent)
            {
                await SwallowAsync(stream, cancellationToken).ConfigureAwait(false);
                return;
            }

            if (endpoint.ReplyDelay > TimeSpan.Zero)
                await Task.Delay(endpoint.ReplyDelay, endpoint.Time, cancellationToken).ConfigureAwait(false);
            var reply = endpoint.RawReply ?? Encoding.UTF8.GetBytes(ConfigurationReply.For(request, endpoint));
            var length = Math.Min(endpoint.CutAfter ?? reply.Length, reply.Length);
            await WriteAsync(stream, reply.AsMemory(0, length), endpoint, cancellationToken).ConfigureAwait(false);
            if (endpoint.CutAfter is null)
                continue;
            if (endpoint.Cut == ReplyCut.Hold)
                await SwallowAsync(stream, cancellationToken).ConfigureAwait(false);
            if (endpoint.Cut == ReplyCut.Reset)
                socket.LingerState = new LingerOption(true, 0);
            return;
        }
    }

    // takes what comes and says nothing until the client has gone
    private static async Task SwallowAsync(Stream stream, CancellationToken cancellationToken)
    {
        var rest = new byte[256];
        while (await stream.ReadAsync(rest, cancellationToken).ConfigureAwait(false) > 0)
        {
            // not of interest
        }
    }

    private static async Task WriteAsync(Stream stream, ReadOnlyMemory<byte> reply, FakeConfigurationEndpoint endpoint, CancellationToken cancellationToken)
    {
        for (var start = 0; start < reply.Length;)
        {
            var end = start < endpoint.SplitAt ? endpoint.SplitAt.Value : start + (endpoint.SegmentBytes ?? reply.Length);
            end = Math.Min(end, reply.Length);
            await stream.WriteAsync(reply[start..end], cancellationToken).ConfigureAwait(false);
            start = end;
            if (start < reply.Length)
                await Task.Yield();
        }
    }

    // as memcached does, takes a bare line feed for a line end and overlooks blanks at the end
    private static async Task<string?> ReadLineAsync(Stream stream, CancellationToken cancellationToken)
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (line.Length < LongestLine && await stream.ReadAsync(one, cancellationToken).ConfigureAwait(false) == 1)
        {
            if (one[0] == '\n')
                return line.ToString().TrimEnd('\r', ' ');
            line.Append((char)one[0]);
        }

        return null;
    }
}
