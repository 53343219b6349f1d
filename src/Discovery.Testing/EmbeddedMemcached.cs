using System.Text;
using Discovery.Testing.Memcached;

namespace Discovery.Testing;

/// <summary>
/// A memcached server inside the process, on a loopback TCP port, for tests and samples: meta commands with leases, classic
/// text, expiry, CAS, counters, and faults on command. It evicts nothing. Thread-safe; dispose it to stop it.
/// </summary>
public sealed class EmbeddedMemcached : IAsyncDisposable
{
    private readonly EmbeddedMemcachedOptions _options;
    private readonly ServerContext _server;
    private readonly FaultPlan _faults;
    private readonly TrafficLog _traffic;
    private readonly LoopbackListener _listener;
    private readonly ConnectionSet _connections;

    private EmbeddedMemcached(EmbeddedMemcachedOptions options)
    {
        _options = options;
        var version = options.Version ?? (options.Dialect == EmbeddedMemcachedDialect.Both ? "1.6.18" : "1.5.16");
        var store = new ItemStore(new StoreClock(options.TimeProvider), options.MaxItemBytes);
        _server = new ServerContext(store, new ServerProfile(version, options.Dialect), new ServerCounters(), new ScriptedReplies());
        _faults = new FaultPlan(options.TimeProvider);
        _traffic = new TrafficLog { IsOn = options.RecordTraffic };
        _connections = new ConnectionSet(_server, _faults, _traffic);
        _listener = new LoopbackListener(options.Port, _connections.Serve);
        Endpoint = new HostPort("127.0.0.1", _listener.Port);
        Node = new Node(Endpoint.Host, Endpoint.Port, options.NodeName);
    }

    /// <summary>Where the server listens; the same for its whole life.</summary>
    public HostPort Endpoint { get; }

    /// <summary>The server as a node of a cluster.</summary>
    public Node Node { get; }

    /// <summary>Whether new connections are accepted now.</summary>
    public bool IsListening => _listener.IsOpen;

    /// <summary>How many connections were accepted so far, restarts included.</summary>
    public long AcceptedConnections => _server.Counters.Accepted;

    /// <summary>How many connections are open now.</summary>
    public int OpenConnections => _server.Counters.Open;

    /// <summary>How many commands have come so far, by their first word (<c>get</c>, <c>mg</c>, ...); <c>unknown</c> counts the others.</summary>
    public IReadOnlyDictionary<string, long> Commands => _server.Counters.ByVerb();

    /// <summary>How many items are stored and not expired, leases included.</summary>
    public int ItemCount
    {
        get
        {
            lock (_server.Store.Gate)
                return _server.Store.Count();
        }
    }

    /// <summary>Whether the bytes that arrive are kept for <see cref="GetTraffic"/>. Default <see cref="EmbeddedMemcachedOptions.RecordTraffic"/>.</summary>
    public bool RecordTraffic
    {
        get => _traffic.IsOn;
        set => _traffic.IsOn = value;
    }

    /// <summary>
    /// How long each portion of replies is held back, by the clock of the options; what arrives meanwhile waits too. Default zero.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The span is negative.</exception>
    public TimeSpan ReplyDelay
    {
        get => _faults.ReplyDelay;
        set
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, TimeSpan.Zero);
            _faults.ReplyDelay = value;
        }
    }

    /// <summary>How many bytes of a reply are sent at a time, so that clients see it in fragments; 0 sends it whole. Default 0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public int FragmentReplies
    {
        get => _faults.FragmentBytes;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _faults.FragmentBytes = value;
        }
    }

    /// <summary>Whether new connections are refused; the open ones go on. True also while stopped. Default false.</summary>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public bool RefuseConnections
    {
        get => !_listener.IsOpen;
        set
        {
            if (value)
                _listener.Close();
            else
                _listener.Open();
        }
    }

    /// <summary>Starts a server.</summary>
    /// <param name="options">How it is to behave; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>A server that accepts connections.</returns>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The port is taken.</exception>
    public static Task<EmbeddedMemcached> StartAsync(EmbeddedMemcachedOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        options = options?.Clone() ?? new EmbeddedMemcachedOptions();
        EmbeddedMemcachedOptions.Validate(options);
        var server = new EmbeddedMemcached(options);
        server._listener.Open();
        return Task.FromResult(server);
    }

    /// <summary>How many commands of a kind have come so far.</summary>
    /// <param name="verb">The first word of the command, such as <c>get</c> or <c>mg</c>.</param>
    /// <returns>The number; 0 for a word that is no command.</returns>
    public long CommandCount(string verb) => Commands.GetValueOrDefault(verb);

    /// <summary>Whether an item is stored under a key; no command is counted and no lease handed out.</summary>
    /// <param name="key">The key as text (UTF-8 on the wire).</param>
    /// <returns>True also for a lease that holds no value yet.</returns>
    public bool Contains(string key) => Get(key) is not null;

    /// <summary>The bytes stored under a key; no command is counted and no lease handed out.</summary>
    /// <param name="key">The key as text (UTF-8 on the wire).</param>
    /// <returns>The value as it was on the wire, empty for a lease; null when there is none.</returns>
    public byte[]? Get(string key)
    {
        ArgumentNullException.ThrowIfNull(key);
        lock (_server.Store.Gate)
            return _server.Store.Find(Encoding.UTF8.GetBytes(key))?.Value.ToArray();
    }

    /// <summary>Removes every item, as <c>flush_all</c> does.</summary>
    public void FlushAll()
    {
        lock (_server.Store.Gate)
            _server.Store.FlushAll(0);
    }

    /// <summary>The bytes received while <see cref="RecordTraffic"/> was on, of all connections in the order of their arrival.</summary>
    /// <returns>A copy.</returns>
    public byte[] GetTraffic() => _traffic.ToArray();

    /// <summary>Forgets the bytes received so far.</summary>
    public void ClearTraffic() => _traffic.Clear();

    /// <summary>
    /// Freezes the server as a stopped process is: it still accepts connections and the network still takes their bytes, but nothing
    /// is executed or answered until <see cref="Resume"/>; then what has arrived is.
    /// </summary>
    public void Pause() => _faults.Pause();

    /// <summary>Ends <see cref="Pause"/>.</summary>
    public void Resume() => _faults.Resume();

    /// <summary>Resets every open connection; new ones are accepted.</summary>
    public void DropConnections() => _connections.Close(reset: true);

    /// <summary>Sends only the beginning of the next reply, whichever command it answers, and closes that connection.</summary>
    /// <param name="afterBytes">How many bytes of the reply are sent; 0 closes without any.</param>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative.</exception>
    public void TearNextReply(int afterBytes)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(afterBytes);
        _faults.TearNextReply(afterBytes);
    }

    /// <summary>Answers the next command that begins with a text by given bytes, once, and does not execute it.</summary>
    /// <param name="commandPrefix">How the command line begins, such as <c>mg user:1 </c>; empty for any command.</param>
    /// <param name="reply">Everything the client gets for it, line ends included; empty for no answer at all.</param>
    public void ReplyOnce(string commandPrefix, ReadOnlySpan<byte> reply)
    {
        ArgumentNullException.ThrowIfNull(commandPrefix);
        _server.Script.Add(line => line.StartsWith(commandPrefix, StringComparison.Ordinal), reply.ToArray());
    }

    /// <summary>Answers the next command that matches by given bytes, once, and does not execute it.</summary>
    /// <param name="matches">Called with each command line, without its end and its data block.</param>
    /// <param name="reply">Everything the client gets for it, line ends included; empty for no answer at all.</param>
    public void ReplyOnce(Func<string, bool> matches, ReadOnlySpan<byte> reply)
    {
        ArgumentNullException.ThrowIfNull(matches);
        _server.Script.Add(matches, reply.ToArray());
    }

    /// <summary>Stops as a killed process does: connections end and new ones are refused. The items stay for <see cref="RestartAsync"/>.</summary>
    /// <returns>A task that ends when no connection is open.</returns>
    public async Task StopAsync()
    {
        _listener.Close();
        await _listener.DrainAsync().ConfigureAwait(false);
        await _connections.CloseAsync().ConfigureAwait(false);
    }

    /// <summary>Stops, if it runs, and listens again on the same port.</summary>
    /// <param name="keepData">Whether the items survive; a real server loses them. Default false.</param>
    /// <returns>A task that ends when connections are accepted.</returns>
    /// <exception cref="ObjectDisposedException">The server is disposed.</exception>
    public async Task RestartAsync(bool keepData = false)
    {
        await StopAsync().ConfigureAwait(false);
        if (!keepData)
            FlushAll();
        _listener.Open();
    }

    /// <summary>Stops the server and frees its port.</summary>
    /// <returns>A task that ends when no connection is open.</returns>
    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync().ConfigureAwait(false);
        await _connections.CloseAsync().ConfigureAwait(false);
        _traffic.Dispose();
    }

    /// <summary>The endpoint and the dialect.</summary>
    /// <returns>A text for people and logs.</returns>
    public override string ToString() => $"embedded memcached {_server.Profile.VersionText} at {Endpoint} ({_options.Dialect})";
}
