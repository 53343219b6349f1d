using System.Net;
using System.Net.Sockets;

namespace Discovery;

/// <summary>One connection to one address of a configuration endpoint, used for one attempt.</summary>
internal sealed class ConfigConnection : IAsyncDisposable
{
    private readonly IPEndPoint _address;
    private readonly Socket _socket;
    private Stream? _stream;
    private Stage _stage;
    private int _received;

    public ConfigConnection(IPEndPoint address)
    {
        _address = address;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    private enum Stage
    {
        Connecting,
        Securing,
        Asking,
    }

    public async Task OpenAsync(ConfigTls? tls, CancellationToken cancellationToken)
    {
        await _socket.ConnectAsync(_address, cancellationToken).ConfigureAwait(false);
        _stream = new NetworkStream(_socket, ownsSocket: true);
        _stage = Stage.Securing;
        if (tls is not null)
            _stream = await tls.SecureAsync(_stream, cancellationToken).ConfigureAwait(false);
        _stage = Stage.Asking;
    }

    public async Task<ConfigReply> AskAsync(ConfigCommand command, CancellationToken cancellationToken)
    {
        var reader = new ConfigReplyReader(command);
        _received = 0;
        await _stream!.WriteAsync(command.Request, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var count = await _stream.ReadAsync(reader.GetMemory(), cancellationToken).ConfigureAwait(false);
            if (count == 0)
                throw Closed();
            var reply = reader.Advance(count);
            _received = reader.Received;
            if (reply is not null)
                return reply;
        }
    }

    /// <summary>What a deadline means at the point that was reached.</summary>
    public ConfigEndpointException TimedOut(TimeSpan after, Exception cause) => _stage switch
    {
        Stage.Connecting => new(EndpointTrouble.Unreachable, $"no connection to {_address} within {after.TotalSeconds:0.###} s. Check {{section}}:Endpoint, security groups and routes.", cause),
        Stage.Securing => new(EndpointTrouble.BadReply, $"{_address} did not finish the TLS handshake within {after.TotalSeconds:0.###} s. If the cluster has no in-transit encryption, set {{section}}:UseTls to false.", cause),
        _ when _received > 0 => new(EndpointTrouble.BadReply, $"the reply of {_address} stopped after {_received} octets; its end did not come within {after.TotalSeconds:0.###} s.", cause),
        _ => new(EndpointTrouble.BadReply, $"{_address} took the connection and sent nothing within {after.TotalSeconds:0.###} s. Check {{section}}:Endpoint and {{section}}:UseTls.", cause),
    };

    /// <summary>What an error of the socket means at the point that was reached.</summary>
    public ConfigEndpointException Broken(Exception cause) => _stage switch
    {
        Stage.Connecting when cause is SocketException { SocketErrorCode: SocketError.ConnectionRefused } =>
            new(EndpointTrouble.Unreachable, $"{_address} refuses the connection. Check {{section}}:Endpoint and that the cluster is up.", cause),
        Stage.Connecting => new(EndpointTrouble.Unreachable, $"no connection to {_address}: {cause.Message}. Check {{section}}:Endpoint, security groups and routes.", cause),
        Stage.Securing => new(EndpointTrouble.BadReply, $"{_address} broke off the TLS handshake: {cause.Message}. If the cluster has no in-transit encryption, set {{section}}:UseTls to false.", cause),
        _ when _received > 0 => new(EndpointTrouble.BadReply, $"{_address} broke the connection after {_received} octets: {cause.Message}.", cause),
        _ => new(EndpointTrouble.BadReply, $"{_address} broke the connection without an answer: {cause.Message}. Check {{section}}:UseTls, which has to be set exactly when the cluster has in-transit encryption.", cause),
    };

    public async ValueTask DisposeAsync()
    {
        if (_stream is not null)
            await _stream.DisposeAsync().ConfigureAwait(false);
        _socket.Dispose();
    }

    private ConfigEndpointException Closed() => _received == 0
        ? new(EndpointTrouble.BadReply, $"{_address} closed the connection without an answer. If the cluster has in-transit encryption, set {{section}}:UseTls to true.")
        : new(EndpointTrouble.BadReply, $"{_address} closed the connection after {_received} octets, before the reply was complete.");
}
