namespace Discovery.Testing;

/// <summary>One service instance in a <see cref="FakeConsulAgent"/>. It is identified by <see cref="Node"/> and <see cref="Id"/>.</summary>
public sealed record FakeConsulService
{
    /// <summary>The service's name. Default <c>memcached</c>.</summary>
    public string Service { get; init; } = "memcached";

    /// <summary>The instance's id, unique on its agent.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the agent on which it is registered. Default <c>n1</c>.</summary>
    public string Node { get; init; } = "n1";

    /// <summary>The agent's address. Default <c>127.0.0.1</c>.</summary>
    public string NodeAddress { get; init; } = "127.0.0.1";

    /// <summary>The instance's own address. Default empty: it is found at its agent's.</summary>
    public string Address { get; init; } = "";

    /// <summary>The port.</summary>
    public required int Port { get; init; }

    /// <summary>The data centre. Default <c>dc1</c>. A question with <c>dc</c> gets only instances of that one.</summary>
    public string Datacenter { get; init; } = "dc1";

    /// <summary>The tags. Default none.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>The metadata. Default none.</summary>
    public IReadOnlyDictionary<string, string> Meta { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The tagged addresses of the service, by name, as <c>host:port</c>. Default none.</summary>
    public IReadOnlyDictionary<string, HostPort> TaggedAddresses { get; init; } = new Dictionary<string, HostPort>(StringComparer.Ordinal);

    /// <summary>The weight while its checks pass. Default 1.</summary>
    public int Weight { get; init; } = 1;

    /// <summary>The state of its check: <c>passing</c>, <c>warning</c>, <c>critical</c>, or any text to see how a client takes it. Default <c>passing</c>.</summary>
    public string Status { get; init; } = "passing";
}
