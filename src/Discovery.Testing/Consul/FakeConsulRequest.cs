namespace Discovery.Testing;

/// <summary>A request that a <see cref="FakeConsulAgent"/> received.</summary>
public sealed class FakeConsulRequest
{
    private readonly IReadOnlyDictionary<string, string[]> _parameters;

    internal FakeConsulRequest(string path, string query, IReadOnlyDictionary<string, string[]> parameters, IReadOnlyDictionary<string, string> headers)
    {
        Path = path;
        Query = query;
        Headers = headers;
        _parameters = parameters;
    }

    /// <summary>The path, as it was sent.</summary>
    public string Path { get; }

    /// <summary>The query as it was sent, with its question mark; empty without one.</summary>
    public string Query { get; }

    /// <summary>The headers, by name without case.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; }

    /// <summary>The token in the header, as Consul's clients send it; null when there is none.</summary>
    public string? Token => Headers.GetValueOrDefault("X-Consul-Token");

    /// <summary>The index it was asked with; 0 when it is one that is answered at once.</summary>
    public ulong Index => ulong.TryParse(Parameter("index"), out var index) ? index : 0;

    /// <summary>A parameter of the query, decoded.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>Its first value, empty for a bare one; null when it is not there.</returns>
    public string? Parameter(string name) => Parameters(name) is { Count: > 0 } values ? values[0] : null;

    /// <summary>All values of a parameter, decoded.</summary>
    /// <param name="name">Its name.</param>
    /// <returns>The values; empty when it is not there.</returns>
    public IReadOnlyList<string> Parameters(string name) => _parameters.GetValueOrDefault(name, []);

    /// <summary>The path and the query.</summary>
    /// <returns>A text for people.</returns>
    public override string ToString() => Path + Query;
}
