namespace Discovery.RealServers.Tests.Servers;

/// <summary>A policy of an agent with ACLs, and the one token that has it.</summary>
internal sealed class ConsulPolicy
{
    /// <summary>What is forgotten most often: instances are hidden with the nodes they are on.</summary>
    public const string ServicesOnly = """service_prefix "" { policy = "read" }""";

    /// <summary>What discovery needs.</summary>
    public const string ServicesAndNodes = ServicesOnly + """ node_prefix "" { policy = "read" }""";

    private readonly ConsulApi _api;
    private readonly string _id;

    private ConsulPolicy(ConsulApi api, string id, string token)
    {
        _api = api;
        _id = id;
        Token = token;
    }

    /// <summary>The token.</summary>
    public string Token { get; }

    /// <summary>Writes the policy and issues its token.</summary>
    /// <param name="api">The agent, asked with the token that may do everything.</param>
    /// <param name="rules">What the token may do.</param>
    /// <param name="token">The token to issue; null for one that Consul makes.</param>
    public static async Task<ConsulPolicy> CreateAsync(ConsulApi api, string rules, string? token = null)
    {
        var policy = await api.PutAsync("/v1/acl/policy", new { Name = $"p{Guid.NewGuid():N}", Rules = rules });
        var id = policy.GetProperty("ID").GetString()!;
        var issued = await api.PutAsync("/v1/acl/token", new { SecretID = token ?? Guid.NewGuid().ToString(), Policies = new[] { new { ID = id } } });
        return new ConsulPolicy(api, id, issued.GetProperty("SecretID").GetString()!);
    }

    /// <summary>Gives or takes rights; the token stays the same.</summary>
    public Task ChangeAsync(string rules) => _api.PutAsync($"/v1/acl/policy/{_id}", new { ID = _id, Name = $"p{_id}", Rules = rules });
}
