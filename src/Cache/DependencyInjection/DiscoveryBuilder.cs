using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Cache.DependencyInjection;

internal sealed class DiscoveryBuilder(string name, IServiceCollection services, IConfiguration? configuration) : IDiscoveryBuilder
{
    public string Name => name;

    public IServiceCollection Services => services;

    public IConfiguration? Configuration => configuration;
}
