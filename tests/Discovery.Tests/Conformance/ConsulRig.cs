using Discovery.Testing;
using Discovery.Tests.FixedLists;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Conformance;

internal sealed class ConsulRig : NodeSourceRig
{
    private const string Token = "0f3b-s3cret";
    private readonly FakeConsulAgent _agent;
    private readonly FakeConsulAgent _elsewhere;
    private readonly SourceComposition _composition;
    private string[] _present = [];

    private ConsulRig(FakeConsulAgent agent, FakeConsulAgent elsewhere)
    {
        _agent = agent;
        _elsewhere = elsewhere;
        _composition = new SourceComposition(builder => builder.UseConsul(), SettingsOf(agent));
        Source = _composition.Source();
    }

    public override INodeSource Source { get; }

    public override string Endpoint => _agent.Address.AbsoluteUri;

    public override IReadOnlyList<string> Secrets => [Token];

    public override int OpenConnections => _agent.OpenConnections;

    public static async Task<NodeSourceRig> StartAsync()
    {
        var agent = await FakeConsulAgent.StartAsync();
        agent.Token = Token;
        return new ConsulRig(agent, await FakeConsulAgent.StartAsync());
    }

    public override Task SetNodesAsync(IReadOnlyList<string> endpoints)
    {
        foreach (var gone in _present.Except(endpoints, StringComparer.Ordinal))
            _agent.Deregister(gone);
        foreach (var come in endpoints.Except(_present, StringComparer.Ordinal))
            _agent.Register(come);
        _present = [.. endpoints];
        return Task.CompletedTask;
    }

    public override Task WaitForQuestionsAsync(int count, CancellationToken cancellationToken) => _agent.WaitForHeldAsync(count, cancellationToken);

    public override Task BreakAsync() => _agent.StopAsync();

    public override Task RepairAsync() => _agent.StartAgainAsync();

    public override Task StallAsync()
    {
        _agent.Script = _ => FakeConsulReply.NoAnswer;
        return Task.CompletedTask;
    }

    public override Task MoveAsync(IReadOnlyList<string> endpoints)
    {
        foreach (var endpoint in endpoints)
            _elsewhere.Register(endpoint);
        _composition.Reload(SettingsOf(_elsewhere));
        return Task.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        _composition.Dispose();
        await _agent.DisposeAsync();
        await _elsewhere.DisposeAsync();
        await base.DisposeAsync();
    }

    private static (string Key, string Value)[] SettingsOf(FakeConsulAgent agent) =>
        [("Consul:Address", agent.Address.AbsoluteUri), ("Consul:Service", "memcached"), ("Consul:Token", Token)];
}
