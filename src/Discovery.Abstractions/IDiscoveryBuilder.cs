using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery;

/// <summary>What a source needs to register itself for one cache; it knows nothing of caching.</summary>
public interface IDiscoveryBuilder
{
    /// <summary>The name of the cache; empty for the unnamed one. Options and keyed services of the cache carry the same name.</summary>
    string Name { get; }

    /// <summary>The services that are being composed.</summary>
    IServiceCollection Services { get; }

    /// <summary>The cache's configuration section, from which a source binds its own sub-section; null when options are set in code.</summary>
    IConfiguration? Configuration { get; }
}
