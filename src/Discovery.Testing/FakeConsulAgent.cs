using System.Security.Cryptography.X509Certificates;
using Discovery.Testing.Consul;

namespace Discovery.Testing;

/// <summary>
/// A Consul agent on a loopback port that answers <c>/v1/health/service/{name}</c> as Consul does: questions with an index
/// are held until the service changes or their wait is over. Knows <c>passing</c>, <c>tag</c>, <c>dc</c>, <c>index</c>,
/// <c>wait</c>, filters of the form <c>"tag" in Service.Tags</c>, tokens, and every way in which answers go wrong.
/// </summary>
public sealed class FakeConsulAgent : IAsyncDisposable
{
    private readonly ConsulCatalog _catalog = new();
    private readonly ConsulBehaviour _behaviour = new();
    private readonly RequestJournal _journal = new();
    private readonly HealthEndpoint _endpoint;
    private readonly X509Certificate2? _certificate;
    private LoopbackHttpServer? _server;
    private int _port;

    private FakeConsulAgent(TimeProvider clock, X509Certificate2? certificate)
    {
        _endpoint = new HealthEndpoint(_catalog, _behaviour, _journal, clock);
        _certificate = certificate;
    }

    /// <summary>Where the agent listens; it stays the same when the agent is stopped and started again.</summary>
    public Uri Address => new($"{(_certificate is null ? "http" : "https")}://127.0.0.1:{_port}");

    /// <summary>The highest index so far; each change raises it.</summary>
    public ulong Index => _catalog.Index;

    /// <summary>The one token that sees everything. Without a token the instances are filtered out of the answer, with another the answer is 403.</summary>
    /// <value>Default: null, no token is needed.</value>
    public string? Token
    {
        get => _behaviour.Token;
        set => _behaviour.Token = value;
    }

    /// <summary>What the header <c>X-Consul-KnownLeader</c> says.</summary>
    /// <value>Default: true.</value>
    public bool KnownLeader
    {
        get => _behaviour.KnownLeader;
        set => _behaviour.KnownLeader = value;
    }

    /// <summary>Replies instead of the agent; null from it, or no script, lets the agent answer itself. Called on the server's threads.</summary>
    public Func<FakeConsulRequest, FakeConsulReply?>? Script
    {
        get => _behaviour.Script;
        set => _behaviour.Script = value;
    }

    /// <summary>The requests so far, oldest first.</summary>
    public IReadOnlyList<FakeConsulRequest> Requests => _journal.Requests;

    /// <summary>How many requests came so far.</summary>
    public int RequestCount => _journal.Count;

    /// <summary>How many requests wait for their answer now.</summary>
    public int HeldRequests => _journal.Held;

    /// <summary>How many connections are open now, those that a client keeps for its next request included.</summary>
    public int OpenConnections => _journal.Connections;

    /// <summary>Starts an agent that knows no service.</summary>
    /// <param name="clock">Measures the waits of held requests; null for real time.</param>
    /// <param name="certificate">Makes the agent speak https; with its private key. Null for http.</param>
    /// <returns>The agent.</returns>
    public static async Task<FakeConsulAgent> StartAsync(TimeProvider? clock = null, X509Certificate2? certificate = null)
    {
        var agent = new FakeConsulAgent(clock ?? TimeProvider.System, certificate);
        await agent.StartAgainAsync().ConfigureAwait(false);
        return agent;
    }

    /// <summary>Registers an instance, or replaces the one with its agent and id.</summary>
    /// <param name="instance">The instance.</param>
    public void Register(FakeConsulService instance)
    {
        ArgumentNullException.ThrowIfNull(instance);
        _catalog.Put(instance);
    }

    /// <summary>Registers a healthy instance of the service <c>memcached</c> at an endpoint, under the endpoint as its id.</summary>
    /// <param name="endpoint">The endpoint, as <c>127.0.0.1:11211</c>.</param>
    /// <exception cref="FormatException">The text is not an endpoint.</exception>
    public void Register(string endpoint)
    {
        var (host, port) = HostPort.Parse(endpoint);
        Register(new FakeConsulService { Id = endpoint, Address = host, Port = port });
    }

    /// <summary>Removes the instances of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="node">The agent on which it is; null for all.</param>
    /// <returns>Whether there was one.</returns>
    public bool Deregister(string id, string? node = null) => _catalog.Remove(id, node) > 0;

    /// <summary>Sets the state of the check of the instances of an id.</summary>
    /// <param name="id">The id.</param>
    /// <param name="status">Such as <c>passing</c> or <c>critical</c>.</param>
    /// <param name="node">The agent on which it is; null for all.</param>
    /// <returns>Whether there was one.</returns>
    public bool SetHealth(string id, string status, string? node = null) =>
        _catalog.Update(id, node, instance => instance with { Status = status }) > 0;

    /// <summary>Raises the index without a change that an answer shows, as new output of a check does; held requests are answered.</summary>
    public void Touch() => _catalog.Touch();

    /// <summary>Forgets all services and starts the index anew, as the restoration of an old snapshot does; held requests are answered.</summary>
    public void LoseState() => _catalog.Forget();

    /// <summary>Leaves instances out of all answers and says so in <c>X-Consul-Results-Filtered-By-ACLs</c>, as for a token that may not see them.</summary>
    /// <param name="ids">Their ids; none to show all again.</param>
    public void HideByAcl(params string[] ids) => _behaviour.Hidden = [.. ids];

    /// <summary>Sets the reply to the next requests, before the script and the agent's own.</summary>
    /// <param name="reply">The reply.</param>
    /// <param name="times">To how many requests.</param>
    public void Reply(FakeConsulReply reply, int times = 1)
    {
        ArgumentNullException.ThrowIfNull(reply);
        ArgumentOutOfRangeException.ThrowIfLessThan(times, 1);
        _behaviour.Enqueue(reply, times);
    }

    /// <summary>Forgets the requests so far; held ones stay held.</summary>
    public void ClearRequests() => _journal.Clear();

    /// <summary>Waits until exactly so many requests are held.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    public Task WaitForHeldAsync(int count = 1, CancellationToken cancellationToken = default) =>
        _journal.WaitAsync(journal => journal.Held == count, cancellationToken);

    /// <summary>Waits until at least so many requests came.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <returns>A task that ends when it is so.</returns>
    public Task WaitForRequestsAsync(int count, CancellationToken cancellationToken = default) =>
        _journal.WaitAsync(journal => journal.Count >= count, cancellationToken);

    /// <summary>Stops listening and resets every connection; what is registered stays.</summary>
    /// <returns>A task that ends when the port is closed.</returns>
    public async Task StopAsync()
    {
        if (Interlocked.Exchange(ref _server, null) is { } server)
            await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Listens again on the same port.</summary>
    /// <returns>A task that ends when the port is open.</returns>
    /// <exception cref="InvalidOperationException">The agent is not stopped.</exception>
    public async Task StartAgainAsync()
    {
        if (_server is not null)
            throw new InvalidOperationException("The agent is running; stop it first.");
        _server = await LoopbackHttpServer.StartAsync(_port, _certificate, _journal, _endpoint.AnswerAsync).ConfigureAwait(false);
        _port = _server.Port;
    }

    /// <summary>Stops, loses all state, and starts, as a development agent does when its process is restarted.</summary>
    /// <returns>A task that ends when the port is open again.</returns>
    public async Task RestartEmptyAsync()
    {
        await StopAsync().ConfigureAwait(false);
        _catalog.Forget();
        await StartAgainAsync().ConfigureAwait(false);
    }

    /// <summary>Stops the agent.</summary>
    /// <returns>A task that ends when the port is closed.</returns>
    public ValueTask DisposeAsync() => new(StopAsync());
}
