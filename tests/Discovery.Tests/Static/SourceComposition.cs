using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.FixedLists;

/// <summary>An application with one source and a configuration that can be replaced while it runs.</summary>
internal sealed class SourceComposition : IDisposable
{
    private readonly Settings _settings = new();
    private readonly ServiceProvider _provider;

    public SourceComposition(Action<IDiscoveryBuilder> use, params (string Key, string Value)[] settings)
    {
        _settings.Replace(settings);
        var configuration = new ConfigurationBuilder().Add(_settings).Build();
        Builder = new BareBuilder("", new ServiceCollection(), configuration);
        use(Builder);
        _provider = Builder.Services.BuildServiceProvider();
    }

    public IDiscoveryBuilder Builder { get; }

    public NodeSourceRegistration Registration => _provider.GetKeyedServices<NodeSourceRegistration>("").First();

    public INodeSource Source() => Registration.Create(_provider);

    public void Reload(params (string Key, string Value)[] settings) => _settings.Replace(settings);

    public void Dispose() => _provider.Dispose();

    internal sealed record BareBuilder(string Name, IServiceCollection Services, IConfiguration? Configuration) : IDiscoveryBuilder;

    private sealed class Settings : ConfigurationProvider, IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;

        public void Replace((string Key, string Value)[] settings)
        {
            Data = settings.ToDictionary(s => s.Key, s => (string?)s.Value, StringComparer.OrdinalIgnoreCase);
            OnReload();
        }
    }
}
