using Discovery.Cache;
using Discovery.Load.Work;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Load.Targets;

/// <summary>This client, registered as an application does.</summary>
internal sealed class DiscoveryTarget : ITarget
{
    private readonly ServiceProvider _services;
    private readonly ICacheClient _client;

    private DiscoveryTarget(ServiceProvider services)
    {
        _services = services;
        _client = services.GetRequiredService<ICacheClient>();
    }

    public string Name => "discovery";

    public bool Blocks => false;

    public Exception? Fault => null;

    public static async Task<ITarget> OpenAsync(TargetOptions options)
    {
        if (options.Dialect != Dialect.Meta)
            throw new NotSupportedException("The client has no option yet that pins a dialect; use --targets pool,raw with --dialect classic.");
        var services = new ServiceCollection();
        services
            .AddDiscoveryCache(cache =>
            {
                cache.DefaultExpiration = Timeout.InfiniteTimeSpan;
                cache.OperationTimeout = TimeSpan.FromSeconds(30); // a time-out would end the run, and none is measured
            })
            .UseStatic([.. options.Servers.Select(server => server.ToString())]);
        var target = new DiscoveryTarget(services.BuildServiceProvider());
        await target._services.GetRequiredService<NodeDirectory>().WaitForFirstAsync().WaitAsync(TimeSpan.FromSeconds(10));
        return target;
    }

    public async Task StoreAsync(string key, byte[] value)
    {
        var result = await _client.SetAsync(key, value);
        if (!result.IsDone)
            throw new InvalidOperationException($"cannot store a value of {value.Length} bytes: {result.Status} {result.Failure?.Message}");
    }

    public Caller NewCaller(Seat seat) => new DiscoveryCaller(_client, seat);

    public ValueTask DisposeAsync() => _services.DisposeAsync();
}
