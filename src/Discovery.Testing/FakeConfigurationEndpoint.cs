using System.Net;
using System.Net.Sockets;

namespace Discovery.Testing;

/// <summary>
/// A configuration endpoint on loopback that speaks ElastiCache's discovery protocol over TCP, well or as badly as told. All
/// properties may be changed while it runs; a change counts from the next request on.
/// </summary>
/// <example>
/// <code>
/// await using var endpoint = new FakeConfigurationEndpoint();
/// endpoint.SetNodes("127.0.0.1:11211", "127.0.0.1:11212");
/// await endpoint.StartAsync();
/// services.AddDiscoveryCache().UseElastiCache(o => o.Endpoint = endpoint.Endpoint.ToString());
/// </code>
/// </example>
public sealed class FakeConfigurationEndpoint : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly List<string> _requests = [];
    private readonly IPAddress _address;
    private ConfigurationListener? _listener;
    private (IReadOnlyList<Node> Nodes, ulong Version) _configuration = ([], 0);
    private TaskCompletionSource _heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _accepted;
    private int _open;
    private int _port;

    /// <summary>Makes an endpoint that is not started yet.</summary>
    /// <param name="address">The address to listen on; null for 127.0.0.1.</param>
    /// <param name="port">The port to listen on; 0 for a free one, which then stays the same over restarts.</param>
    public FakeConfigurationEndpoint(IPAddress? address = null, int port = 0)
    {
        _address = address ?? IPAddress.Loopback;
        _port = port;
    }

    /// <summary>Where it listens. Known once it has been started.</summary>
    /// <exception cref="InvalidOperationException">It has never been started.</exception>
    public HostPort Endpoint => _port != 0
        ? new HostPort(_address.ToString(), _port)
        : throw new InvalidOperationException("The fake configuration endpoint has no port yet; call StartAsync first.");

    /// <summary>What it pretends to be. Default: an ElastiCache engine.</summary>
    public ConfigurationEndpointMode Mode { get; set; }

    /// <summary>Speaks TLS with this certificate. Default: null, plain text.</summary>
    public FakeCertificate? Certificate { get; set; }

    /// <summary>Added to the length that a reply declares, which is then wrong. In octets, default 0.</summary>
    public int DeclaredLengthError { get; set; }

    /// <summary>Sends replies in segments of this many octets. Default: null, in one.</summary>
    public int? SegmentBytes { get; set; }

    /// <summary>Sends the octets up to this position in a segment of their own. Default: null.</summary>
    public int? SplitAt { get; set; }

    /// <summary>Waits this long before each reply, by the clock in <see cref="Time"/>. Default: zero.</summary>
    public TimeSpan ReplyDelay { get; set; }

    /// <summary>Takes connections and requests and never answers. Default: false.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Stops after this many octets of a reply and does what <see cref="Cut"/> says. Default: null, replies are whole.</summary>
    public int? CutAfter { get; set; }

    /// <summary>What happens where <see cref="CutAfter"/> stops. Default: the connection is closed.</summary>
    public ReplyCut Cut { get; set; }

    /// <summary>Answers every request with exactly these octets. Default: null, answers by <see cref="Mode"/>.</summary>
    public byte[]? RawReply { get; set; }

    /// <summary>The clock of <see cref="ReplyDelay"/>. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>How many connections have been accepted since it was made.</summary>
    public int AcceptedConnections => Volatile.Read(ref _accepted);

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => Volatile.Read(ref _open);

    /// <summary>The request lines in the order of their arrival, without line ends.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    internal (IReadOnlyList<Node> Nodes, ulong Version) Configuration
    {
        get
        {
            lock (_gate)
                return _configuration;
        }
    }

    /// <summary>Replaces the node list.</summary>
    /// <param name="nodes">The nodes; each is announced as <c>Host|Address|Port</c>, with a blank address where it has none.</param>
    /// <param name="version">The configuration version; null for the last one plus 1.</param>
    public void SetNodes(IEnumerable<Node> nodes, ulong? version = null)
    {
        Node[] list = [.. nodes];
        lock (_gate)
            _configuration = (list, version ?? _configuration.Version + 1);
    }

    /// <summary>Replaces the node list and adds 1 to the version.</summary>
    /// <param name="nodes">The nodes as <c>host:port</c>; an IP literal is announced as the address too.</param>
    public void SetNodes(params string[] nodes) => SetNodes(nodes.Select(text =>
    {
        var endpoint = HostPort.Parse(text);
        return new Node(endpoint.Host, endpoint.Port, address: IPAddress.TryParse(endpoint.Host, out var address) ? address : null);
    }));

    /// <summary>Starts to listen; after <see cref="StopAsync"/> on the same port again.</summary>
    /// <returns>A task that ends when connections are accepted.</returns>
    /// <exception cref="InvalidOperationException">It is running already.</exception>
    public Task StartAsync()
    {
        lock (_gate)
        {
            if (_listener is not null)
                throw new InvalidOperationException("The fake configuration endpoint is running already.");
            var listener = new Socket(_address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            // connections of the last run may linger on the port
            if (_port != 0)
                listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
            listener.Bind(new IPEndPoint(_address, _port));
            listener.Listen();
            _port = ((IPEndPoint)listener.LocalEndPoint!).Port;
            _listener = new ConfigurationListener(listener, AnswerAsync);
        }

        return Task.CompletedTask;
    }

    /// <summary>Stops listening and breaks every connection, as an unreachable source does. Does nothing when it is not running.</summary>
    /// <returns>A task that ends when nothing of it is left running.</returns>
    public async Task StopAsync()
    {
        ConfigurationListener? running;
        lock (_gate)
            (running, _listener) = (_listener, null);
        if (running is not null)
            await running.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Waits until so many requests have come in since it was made.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that ends when they are in <see cref="Requests"/>.</returns>
    public async Task WaitForRequestsAsync(int count, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            Task heard;
            lock (_gate)
            {
                if (_requests.Count >= count)
                    return;
                heard = _heard.Task;
            }

            await heard.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it.</summary>
    /// <returns>A task that ends when nothing of it is left running.</returns>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    internal void Record(string request)
    {
        TaskCompletionSource heard;
        lock (_gate)
        {
            _requests.Add(request);
            (heard, _heard) = (_heard, new(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        heard.SetResult();
    }

    private async Task AnswerAsync(Socket socket, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _accepted);
        Interlocked.Increment(ref _open);
        await ConfigurationConversation.RunAsync(socket, this, cancellationToken).ConfigureAwait(false);
        Interlocked.Decrement(ref _open);
    }
}
