using Microsoft.Extensions.Options;

namespace Discovery.Cache.Client;

/// <summary>The options of one cache as they are now: one volatile read, replaced when configuration reloads with valid ones.</summary>
internal sealed class LiveOptions : IDisposable
{
    private readonly IDisposable? _subscription;
    private volatile CacheOptions _options;
    private volatile CacheSettings _settings;

    public LiveOptions(string name, IOptionsMonitor<CacheOptions> monitor)
    {
        _options = monitor.Get(name);
        _settings = new CacheSettings(_options);
        _subscription = monitor.OnChange((options, changed) =>
        {
            if (string.Equals(changed ?? "", name, StringComparison.Ordinal))
                Replace(options);
        });
    }

    public CacheOptions Options => _options;

    public CacheSettings Settings => _settings;

    public void Dispose() => _subscription?.Dispose();

    private void Replace(CacheOptions options)
    {
        _settings = new CacheSettings(options);
        _options = options;
    }
}
