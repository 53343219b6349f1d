using System.Text;
using Discovery.Cache;
using Discovery.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Client;

/// <summary>Every member of the client on servers without meta commands, and the dialect that each connection chooses.</summary>
public sealed class DialectTests
{
    [Theory]
    [InlineData("1.4.39")]
    [InlineData("1.5.16")]
    [InlineData("1.6.18")]
    public async Task EveryMember_AnyServer_DoesTheSame(string version)
    {
        await using var rig = await Rig.StartAsync(version, ServerProtocol.Auto);
        var client = rig.Client;
        Assert.Equal(CacheStatus.Miss, (await client.GetAsync<string>("a")).Status);
        Assert.True((await client.SetAsync("a", "one")).IsDone);
        Assert.Equal("one", (await client.GetAsync<string>("a")).Value);
        Assert.Equal(CacheWriteStatus.NotStored, (await client.AddAsync("a", "two")).Status);
        Assert.Equal(CacheWriteStatus.NotStored, (await client.ReplaceAsync("b", "two")).Status);
        Assert.True((await client.AppendAsync("a", "!"u8.ToArray())).IsDone);
        Assert.True((await client.PrependAsync("a", "?"u8.ToArray())).IsDone);
        Assert.Equal(CacheWriteStatus.NotStored, (await client.AppendAsync("b", "!"u8.ToArray())).Status);
        var read = await client.GetVersionedAsync<string>("a");
        Assert.Equal("?one!", read.Value);
        Assert.True((await client.CompareAndSetAsync("a", "cas", read.Version)).IsDone);
        Assert.Equal(CacheWriteStatus.Conflict, (await client.CompareAndSetAsync("a", "late", read.Version)).Status);
        Assert.Equal(CacheWriteStatus.NotFound, (await client.CompareAndSetAsync("b", "none", read.Version)).Status);
        Assert.Equal("cas", (await client.GetAndTouchAsync<string>("a", TimeSpan.FromMinutes(1))).Value);
        Assert.Equal(CacheStatus.Miss, (await client.GetAndTouchAsync<string>("b", TimeSpan.FromMinutes(1))).Status);
        Assert.True((await client.TouchAsync("a", TimeSpan.FromMinutes(1))).IsDone);
        Assert.Equal(CacheWriteStatus.NotFound, (await client.TouchAsync("b", TimeSpan.FromMinutes(1))).Status);
        Assert.True((await client.RemoveAsync("a")).IsDone);
        Assert.Equal(CacheWriteStatus.NotFound, (await client.RemoveAsync("a")).Status);
    }

    [Theory]
    [InlineData("1.4.39")]
    [InlineData("1.6.18")]
    public async Task Counters_AnyServer_DoTheSame(string version)
    {
        await using var rig = await Rig.StartAsync(version, ServerProtocol.Auto);
        var client = rig.Client;
        Assert.Equal(CacheStatus.Miss, (await client.IncrementAsync("n")).Status);
        Assert.Equal(40UL, (await client.IncrementAsync("n", 2, initial: 40)).Value);
        Assert.Equal(42UL, (await client.IncrementAsync("n", 2, initial: 40)).Value);
        Assert.Equal(0UL, (await client.DecrementAsync("n", 50)).Value);
        Assert.Equal(0, (await client.GetAsync<int>("n")).Value);
        await client.SetAsync("text", "x");
        await Assert.ThrowsAsync<CacheValueException>(async () => await client.IncrementAsync("text"));
        Assert.Equal("x", (await client.GetAsync<string>("text")).Value);
    }

    [Theory]
    [InlineData("1.4.39")]
    [InlineData("1.6.18")]
    public async Task TooLarge_AnyServer_LeavesNoOldValue(string version)
    {
        await using var rig = await Rig.StartAsync(version, ServerProtocol.Auto);
        await rig.Client.SetAsync("a", "old");
        Assert.Equal(CacheWriteStatus.TooLarge, (await rig.Client.SetAsync("a", new byte[2_000_000])).Status);
        Assert.Equal(CacheStatus.Miss, (await rig.Client.GetAsync<byte[]>("a")).Status);
        Assert.True((await rig.Client.SetAsync("a", Encoding.UTF8.GetBytes("new"))).IsDone);
    }

    [Fact]
    public async Task Protocol_Classic_SendsNoMetaCommand()
    {
        await using var rig = await Rig.StartAsync("1.6.18", ServerProtocol.Classic);
        await rig.Client.SetAsync("a", 1);
        await rig.Client.GetVersionedAsync<int>("a");
        await rig.Client.RemoveAsync("a");
        Assert.Equal(0, rig.Server.CommandCount("ms") + rig.Server.CommandCount("mg") + rig.Server.CommandCount("md"));
    }

    [Fact]
    public async Task Protocol_MetaOnAClassicServer_IsDownAndSaysWhy()
    {
        await using var rig = await Rig.StartAsync("1.4.39", ServerProtocol.Meta);
        var result = await rig.Client.GetAsync<string>("a");
        Assert.Equal(CacheFailureReason.NodeDown, result.Failure!.Reason);
        Assert.Contains("Connections:Protocol", result.Failure.Message, StringComparison.Ordinal);
    }

    private sealed class Rig(EmbeddedMemcached server, ServiceProvider services) : IAsyncDisposable
    {
        public EmbeddedMemcached Server => server;

        public ICacheClient Client => services.GetRequiredService<ICacheClient>();

        public static async Task<Rig> StartAsync(string version, ServerProtocol protocol)
        {
            var isMeta = version.StartsWith("1.6", StringComparison.Ordinal);
            var server = await EmbeddedMemcached.StartAsync(new EmbeddedMemcachedOptions
            {
                Version = version,
                Dialect = isMeta ? EmbeddedMemcachedDialect.Both : EmbeddedMemcachedDialect.ClassicOnly,
            });
            var collection = new ServiceCollection();
            collection.AddDiscoveryCache(options =>
            {
                options.OperationTimeout = TimeSpan.FromSeconds(10);
                options.Connections.Protocol = protocol;
            }).UseStatic(server.Endpoint.ToString());
            return new Rig(server, collection.BuildServiceProvider());
        }

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            await server.DisposeAsync();
        }
    }
}
