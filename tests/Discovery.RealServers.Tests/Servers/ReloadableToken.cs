using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Discovery.RealServers.Tests.Servers;

/// <summary>A token that the options are reloaded with, as from a configuration file that is edited.</summary>
internal sealed class ReloadableToken(string first) : IOptionsChangeTokenSource<ConsulOptions>
{
    private ConfigurationReloadToken _change = new();

    public string Name => Options.DefaultName;

    public string Value { get; private set; } = first;

    public IChangeToken GetChangeToken() => Volatile.Read(ref _change);

    public void Replace(string value)
    {
        Value = value;
        Interlocked.Exchange(ref _change, new ConfigurationReloadToken()).OnReload();
    }
}
