using Discovery.Testing;
using Discovery.Tests.FixedLists;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Conformance;

internal sealed class ElastiCacheRig : NodeSourceRig
{
    private readonly FakeConfigurationEndpoint _endpoint;
    private readonly FakeConfigurationEndpoint _elsewhere;
    private readonly SourceComposition _composition;
    private int _answered;

    private ElastiCacheRig(FakeConfigurationEndpoint endpoint, FakeConfigurationEndpoint elsewhere)
    {
        _endpoint = endpoint;
        _elsewhere = elsewhere;
        _composition = new SourceComposition(builder => builder.UseElastiCache(), SettingsOf(endpoint));
        Source = _composition.Source();
    }

    public override INodeSource Source { get; }

    public override string Endpoint => _endpoint.Endpoint.ToString();

    public override int OpenConnections => _endpoint.OpenConnections;

    public static async Task<NodeSourceRig> StartAsync()
    {
        var (endpoint, elsewhere) = (new FakeConfigurationEndpoint(), new FakeConfigurationEndpoint());
        await endpoint.StartAsync();
        await elsewhere.StartAsync();
        return new ElastiCacheRig(endpoint, elsewhere);
    }

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        _endpoint.SetNodes([.. endpoints]);
        return Task.CompletedTask;
    }

    public override Task WaitForQuestionsAsync(int count, CancellationToken cancellationToken) =>
        _endpoint.WaitForRequestsAsync(_answered + count, cancellationToken);

    public override Task BreakAsync() => _endpoint.StopAsync();

    public override Task RepairAsync() => _endpoint.StartAsync();

    public override Task StallAsync()
    {
        _answered = _endpoint.Requests.Count;
        _endpoint.IsSilent = true;
        return Task.CompletedTask;
    }

    public override Task MoveAsync(IReadOnlyList<string> endpoints)
    {
        _elsewhere.SetNodes([.. endpoints]);
        _composition.Reload(SettingsOf(_elsewhere));
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _composition.Dispose();
        await _endpoint.DisposeAsync();
        await _elsewhere.DisposeAsync();
        await base.DisposeAsync();
    }

    // the deadline must not come before the cancellation on a busy machine
    private static (string Key, string Value)[] SettingsOf(FakeConfigurationEndpoint endpoint) =>
        [("ElastiCache:Endpoint", endpoint.Endpoint.ToString()), ("ElastiCache:Timeout", "00:00:30")];
}
