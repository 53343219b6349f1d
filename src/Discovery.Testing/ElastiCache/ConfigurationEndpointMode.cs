namespace Discovery.Testing;

/// <summary>What a <see cref="FakeConfigurationEndpoint"/> pretends to be.</summary>
public enum ConfigurationEndpointMode
{
    /// <summary>An engine from 1.4.14 on: answers <c>config get cluster</c>. The default.</summary>
    ElastiCache,

    /// <summary>An engine before 1.4.14: <c>ERROR</c> to <c>config get cluster</c>, the configuration under <c>AmazonElastiCache:cluster</c>.</summary>
    LegacyOnly,

    /// <summary>Memorystore: as ElastiCache, with IP addresses for host names.</summary>
    Memorystore,

    /// <summary>An engine with the discovery command and without a cluster: <c>END</c> alone.</summary>
    NoConfiguration,

    /// <summary>Upstream memcached, as ElastiCache Serverless too: <c>ERROR</c>, and <c>END</c> for the legacy key.</summary>
    PlainMemcached,

    /// <summary>A Redis or Valkey server: <c>-ERR unknown command</c>.</summary>
    Redis,
}
