using Microsoft.Extensions.Options;

namespace Discovery;

/// <summary>The options of one source, as they are now.</summary>
internal sealed class ConsulSettings(IOptionsMonitor<ConsulOptions> monitor, string optionsName)
{
    private volatile string? _lastScope;

    /// <exception cref="OptionsValidationException">The options are refused.</exception>
    public ConsulOptions Current => monitor.Get(optionsName);

    /// <summary>The scope of the current options, or of the last good ones while a reload has left bad ones.</summary>
    public string Scope
    {
        get
        {
            try
            {
                return _lastScope = ConsulQuery.Scope(Current);
            }
            catch (Exception e) when (IsRefusal(e) && _lastScope is not null)
            {
                return _lastScope;
            }
        }
    }

    /// <summary>Whether an exception of <see cref="Current"/> says that the configuration is wrong.</summary>
    public static bool IsRefusal(Exception e) => e is OptionsValidationException or InvalidOperationException;

    /// <summary>Cancels the source when the options change, so that a held question does not go on with the old ones.</summary>
    public IDisposable? OnReload(CancellationTokenSource reloaded) =>
        monitor.OnChange((_, name) =>
        {
            if (string.Equals(name, optionsName, StringComparison.Ordinal))
                reloaded.Cancel();
        });
}
