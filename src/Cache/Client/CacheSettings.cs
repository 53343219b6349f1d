using Discovery.Cache.Memcached.Protocol;

namespace Discovery.Cache.Client;

/// <summary>What one operation takes from the options, made ready once for each version of them.</summary>
internal sealed class CacheSettings(CacheOptions options)
{
    public byte[] KeyPrefix { get; } = KeyRules.EncodePrefix(options.KeyPrefix);

    public TimeSpan DefaultExpiration { get; } = options.DefaultExpiration;

    public TimeSpan OperationTimeout { get; } = options.OperationTimeout;
}
