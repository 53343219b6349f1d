using Microsoft.Extensions.Caching.Memory;

namespace Discovery.Cache.Topology;

/// <param name="CacheName">Keeps the entries of several caches in one <see cref="IMemoryCache"/> apart.</param>
/// <param name="Scope">What the answers are about at present; a change makes earlier entries unreachable.</param>
/// <param name="Cache">The application's memory cache.</param>
/// <param name="Clock">Counts freshness.</param>
/// <param name="Random">0 to 1, for jitter.</param>
internal sealed record MemoryLayerTools(string CacheName, Func<string> Scope, IMemoryCache Cache, TimeProvider Clock, Func<double> Random);
