namespace Discovery;

/// <summary>What names a Consul service instance on the ring. The name decides which keys a node holds, so changing the rule moves keys.</summary>
public enum ConsulNodeName
{
    /// <summary>The address and the port, as <c>10.0.0.1:11211</c>; what other memcached clients use too.</summary>
    AddressAndPort,

    /// <summary>The service id, so that an instance keeps its keys when its address changes. It must be unique among the instances of the service, on all agents.</summary>
    ServiceId,

    /// <summary>The value of <see cref="ConsulOptions.NameMetadataKey"/> in the service's metadata, such as a slot number. It must be unique among the instances.</summary>
    Metadata,
}
