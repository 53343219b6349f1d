using Discovery.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Discovery.Tests.Consul;

/// <summary>Makes sources by hand, and by registration as an application does.</summary>
internal static class ConsulTestSource
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static INodeSource Create(
        ConsulOptions options, IHttpClientFactory? clients = null, TimeProvider? clock = null, ILogger? logger = null) =>
        Create(new OptionsBox(options), clients, clock, logger);

    public static INodeSource Create(
        OptionsBox options, IHttpClientFactory? clients = null, TimeProvider? clock = null, ILogger? logger = null)
    {
        var time = clock ?? new ManualTimeProvider();
        var client = new ConsulClient(clients ?? new PlainClients(), time);
        return new ConsulNodeSource(
            "Consul", new ConsulSettings(options, ""), client, time, logger ?? Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);
    }

    public static ConsulOptions Options(FakeConsulAgent agent) => new() { Address = agent.Address, Service = "memcached" };

    public static async Task<NodeSet> AskAsync(this INodeSource source, NodeSet? known = null) =>
        await source.GetNodesAsync(known, CancellationToken.None).AsTask().WaitAsync(Bound);

    public static Task<NodeSourceException> FailAsync(this INodeSource source, NodeSet? known = null) =>
        Assert.ThrowsAsync<NodeSourceException>(() => source.AskAsync(known));

    public static NodeSet Set(params string[] endpoints) => new(endpoints.Select(Node.Parse));

    public static string Names(this NodeSet set) => string.Join(' ', set.Nodes.Select(node => node.Name));
}

/// <summary>A factory without registration.</summary>
internal sealed class PlainClients : IHttpClientFactory
{
    public HttpClient CreateClient(string name) => new();
}

/// <summary>Options that a test changes while a source uses them.</summary>
internal sealed class OptionsBox(ConsulOptions options) : IOptionsMonitor<ConsulOptions>
{
    private readonly List<Action<ConsulOptions, string?>> _listeners = [];
    private ConsulOptions _options = options;

    public ConsulOptions CurrentValue => _options;

    public int Listeners
    {
        get
        {
            lock (_listeners)
                return _listeners.Count;
        }
    }

    public ConsulOptions Get(string? name) => _options;

    public void Set(ConsulOptions options, string name = "")
    {
        _options = options;
        Action<ConsulOptions, string?>[] listeners;
        lock (_listeners)
            listeners = [.. _listeners];
        foreach (var listener in listeners)
            listener(options, name);
    }

    public IDisposable OnChange(Action<ConsulOptions, string?> listener)
    {
        lock (_listeners)
            _listeners.Add(listener);
        return new Subscription(() =>
        {
            lock (_listeners)
                _listeners.Remove(listener);
        });
    }

    private sealed class Subscription(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}

/// <summary>A builder as the cache gives it to sources.</summary>
internal sealed class TestBuilder(string name = "", IConfiguration? configuration = null) : IDiscoveryBuilder
{
    public string Name => name;

    public IServiceCollection Services { get; } = new ServiceCollection();

    public IConfiguration? Configuration => configuration;

    public INodeSource Create(string source)
    {
        var provider = Services.BuildServiceProvider();
        return provider.GetKeyedServices<NodeSourceRegistration>(name).Single(one => one.Name == source).Create(provider);
    }
}

/// <summary>Answers on the caller's thread, so that a manual clock drives the whole loop.</summary>
internal sealed class InstantConsul(Func<int, FakeConsulReply> reply) : HttpMessageHandler, IHttpClientFactory
{
    public List<string> Questions { get; } = [];

    public HttpClient CreateClient(string name) => new(this, disposeHandler: false);

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Questions.Add(request.RequestUri!.Query);
        var scripted = reply(Questions.Count);
        var response = new HttpResponseMessage((System.Net.HttpStatusCode)scripted.Status) { Content = new StringContent(scripted.Body) };
        foreach (var (name, value) in scripted.Headers)
            response.Headers.TryAddWithoutValidation(name, value);
        return Task.FromResult(response);
    }
}

internal static class Entries
{
    public static string Of(params string[] endpoints) => $"[{string.Join(',', endpoints.Select(One))}]";

    public static string One(string endpoint)
    {
        var (host, port) = HostPort.Parse(endpoint);
        return $$$"""{"Node":{"Node":"n1","Address":"10.9.9.9","Datacenter":"dc1"},"Service":{"ID":"{{{endpoint}}}","Service":"memcached","Address":"{{{host}}}","Port":{{{port}}}}}""";
    }
}

internal sealed class ListLogger : ILogger
{
    public List<string> Lines { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (Lines)
            Lines.Add($"{logLevel}: {formatter(state, exception)}");
    }
}
