using System.Collections.Immutable;

namespace Discovery.Testing;

/// <summary>Several <see cref="EmbeddedMemcached"/> servers that come and go. Dispose it to stop them all.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly EmbeddedMemcachedOptions _options;
    private readonly Lock _gate = new();
    private ImmutableArray<EmbeddedMemcached> _servers = [];
    private ulong _version;

    private EmbeddedCluster(EmbeddedMemcachedOptions options) => _options = options;

    /// <summary>The servers, in the order in which they were added.</summary>
    public IReadOnlyList<EmbeddedMemcached> Servers => Current.Servers;

    /// <summary>The servers as nodes, in the same order.</summary>
    public IReadOnlyList<Node> Nodes => [.. Current.Servers.Select(server => server.Node)];

    /// <summary>The servers as a source would tell them; the version rises with each change.</summary>
    public NodeSet Set
    {
        get
        {
            var (servers, version) = Current;
            return new NodeSet(servers.Select(server => server.Node), version);
        }
    }

    private (ImmutableArray<EmbeddedMemcached> Servers, ulong Version) Current
    {
        get
        {
            lock (_gate)
                return (_servers, _version);
        }
    }

    /// <summary>A server by its place in <see cref="Servers"/>.</summary>
    /// <param name="index">The place, from 0.</param>
    /// <exception cref="IndexOutOfRangeException">There is no such server.</exception>
    public EmbeddedMemcached this[int index] => Current.Servers[index];

    /// <summary>Starts servers on free ports.</summary>
    /// <param name="count">How many; 0 or more.</param>
    /// <param name="options">How each is to behave; the port and the node name must be left to the server. Null for the defaults.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The cluster.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The count is negative.</exception>
    /// <exception cref="ArgumentException">An option is wrong; the message names it.</exception>
    public static async Task<EmbeddedCluster> StartAsync(
        int count, EmbeddedMemcachedOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        options ??= new EmbeddedMemcachedOptions();
        if (options.Port != 0 || options.NodeName is not null)
            throw new ArgumentException("EmbeddedMemcachedOptions.Port and NodeName: the servers of a cluster cannot share them; leave them unset.", nameof(options));
        var cluster = new EmbeddedCluster(options.Clone());
        try
        {
            for (var i = 0; i < count; i++)
                await cluster.AddAsync(cancellationToken).ConfigureAwait(false);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Starts one more server.</summary>
    /// <param name="cancellationToken">Ends the start.</param>
    /// <returns>The new server, the last of <see cref="Servers"/>.</returns>
    public async Task<EmbeddedMemcached> AddAsync(CancellationToken cancellationToken = default)
    {
        var server = await EmbeddedMemcached.StartAsync(_options, cancellationToken).ConfigureAwait(false);
        lock (_gate)
            (_servers, _version) = (_servers.Add(server), _version + 1);
        return server;
    }

    /// <summary>Takes a server out of the cluster and stops it.</summary>
    /// <param name="index">Its place in <see cref="Servers"/>, from 0.</param>
    /// <returns>The node that is gone.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such server.</exception>
    public async Task<Node> RemoveAsync(int index)
    {
        EmbeddedMemcached server;
        lock (_gate)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _servers.Length);
            server = _servers[index];
            (_servers, _version) = (_servers.RemoveAt(index), _version + 1);
        }

        await server.DisposeAsync().ConfigureAwait(false);
        return server.Node;
    }

    /// <summary>Stops every server.</summary>
    /// <returns>A task that ends when they have stopped.</returns>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in Current.Servers)
            await server.DisposeAsync().ConfigureAwait(false);
    }
}
