using System.Net;
using Discovery.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.ElastiCache;

/// <summary>A source, a fake endpoint for it to ask, a clock that stands still, and the log.</summary>
internal sealed class EndpointHarness : IAsyncDisposable, IOptionsMonitor<ElastiCacheOptions>, ILogger
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    private EndpointHarness()
    {
    }

    public FakeConfigurationEndpoint Endpoint { get; } = new();

    public ManualTimeProvider Clock { get; } = new();

    public ElastiCacheOptions Options { get; set; } = new();

    public INodeSource Source { get; private set; } = null!;

    public List<string> Log { get; } = [];

    ElastiCacheOptions IOptionsMonitor<ElastiCacheOptions>.CurrentValue => Options;

    public static async Task<EndpointHarness> StartAsync(
        Action<FakeConfigurationEndpoint>? shape = null,
        Action<ElastiCacheOptions>? configure = null,
        Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        var harness = new EndpointHarness();
        harness.Endpoint.SetNodes("10.0.0.1:11211", "10.0.0.2:11211", "10.0.0.3:11211");
        shape?.Invoke(harness.Endpoint);
        await harness.Endpoint.StartAsync();
        harness.Options.Endpoint = harness.Endpoint.Endpoint.ToString();
        configure?.Invoke(harness.Options);
        harness.Source = new ElastiCacheNodeSource("ElastiCache", "", harness, new ConfigEndpointClient(harness.Clock, resolve), harness);
        return harness;
    }

    public Task<NodeSet> AskAsync(NodeSet? known = null, CancellationToken cancellationToken = default) =>
        Source.GetNodesAsync(known, cancellationToken).AsTask().WaitAsync(Bound, CancellationToken.None);

    public async Task<NodeSourceException> FailAsync() => await Assert.ThrowsAsync<NodeSourceException>(() => AskAsync());

    /// <summary>Lets the deadline pass once the endpoint has seen so many requests.</summary>
    public async Task<NodeSourceException> FailByDeadlineAsync(int requests = 1)
    {
        var asked = AskAsync();
        await Endpoint.WaitForRequestsAsync(requests).WaitAsync(Bound);
        Clock.Advance(Options.Timeout);
        return await Assert.ThrowsAsync<NodeSourceException>(() => asked);
    }

    public async Task TimersAsync(int count)
    {
        using var bound = new CancellationTokenSource(Bound);
        while (Clock.ArmedTimers < count)
        {
            bound.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>The message without what differs from run to run.</summary>
    public string Plain(Exception e) => e.Message.Replace(Endpoint.Endpoint.ToString(), "HOST", StringComparison.Ordinal);

    public ValueTask DisposeAsync() => Endpoint.DisposeAsync();

    ElastiCacheOptions IOptionsMonitor<ElastiCacheOptions>.Get(string? name) => Options;

    IDisposable? IOptionsMonitor<ElastiCacheOptions>.OnChange(Action<ElastiCacheOptions, string?> listener) => null;

    IDisposable? ILogger.BeginScope<TState>(TState state) => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Log.Add($"{logLevel}: {formatter(state, exception)}");
}
