using System.Globalization;
using System.Text;
using Discovery.Cache;
using Discovery.RealServers.Tests.Servers;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.RealServers.Tests;

/// <summary>Keys of clients on libmemcached are found here, and the other way round: the rings are the same.</summary>
public sealed class InteropTests
{
    private const int Keys = 300;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);
    private static readonly string[] Weights = ["", "*3", "*2"];

    [Theory]
    [InlineData("ketama_weighted")]
    [InlineData("ketama", "ketama_weighted")]
    public Task KetamaWeighted_FreePorts_EachFindsTheOthersKeys(params string[] behaviors) => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartAsync(3);
        await using var cache = await ConnectAsync(servers.Endpoints);
        await EachFindsTheOthersAsync(cache.Client, new LibmemcachedClient(servers.Endpoints, behaviors));
    });

    // libmemcached leaves the port out of a server's name when it is 11211
    [Fact]
    public Task KetamaWeighted_DefaultPort_EachFindsTheOthersKeys() => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartOnDefaultPortAsync(3);
        Assert.All(servers.Endpoints, endpoint => Assert.EndsWith(":11211", endpoint, StringComparison.Ordinal));
        await using var cache = await ConnectAsync(servers.Endpoints);
        await EachFindsTheOthersAsync(cache.Client, new LibmemcachedClient(servers.Endpoints, "ketama", "ketama_weighted"));
    });

    [Fact]
    public Task KetamaWeighted_Weights_EachFindsTheOthersKeys() => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartAsync(3);
        await using var cache = await ConnectAsync(servers.Endpoints.Select((endpoint, i) => endpoint + Weights[i]));
        var others = servers.Endpoints.Select((endpoint, i) => endpoint + Weights[i].Replace('*', ':'));
        await EachFindsTheOthersAsync(cache.Client, new LibmemcachedClient(others, "ketama", "ketama_weighted"));
    });

    // without the weighted behaviour libmemcached has another ring of 100 points; its keys are missed or found, never mixed up
    [Fact]
    public Task KetamaAlone_SameServers_IsAnotherRing() => Bounded(async () =>
    {
        await using var servers = await MemcachedGroup.StartAsync(3);
        await using var cache = await ConnectAsync(servers.Endpoints);
        var values = Values("alone");
        await new LibmemcachedClient(servers.Endpoints, "ketama").WriteAsync(values);
        var read = await cache.Client.GetManyAsync<byte[]>(values.Keys);
        Assert.All(read.Where(result => result.Value.IsHit), result => Assert.Equal(values[result.Key], result.Value.Value));
        Assert.InRange(read.Values.Count(result => result.IsHit), 1, Keys * 2 / 3);
    });

    private static Task<RunningCache> ConnectAsync(IEnumerable<string> nodes) =>
        RunningCache.StartAsync(builder => builder.UseStatic(options => options.Nodes = [.. nodes]));

    private static async Task EachFindsTheOthersAsync(ICacheClient client, LibmemcachedClient other)
    {
        var theirs = Values("theirs");
        await other.WriteAsync(theirs);
        foreach (var (key, value) in theirs)
        {
            Assert.Equal(value, (await client.GetAsync<byte[]>(key)).Value);
            Assert.Equal(Encoding.UTF8.GetString(value), (await client.GetAsync<string>(key)).Value);
        }

        var bytes = Values("bytes");
        var text = Values("text");
        foreach (var (key, value) in bytes)
            Assert.True((await client.SetAsync(key, value)).IsDone);
        foreach (var (key, value) in text)
            Assert.True((await client.SetAsync(key, Encoding.UTF8.GetString(value))).IsDone);
        Assert.Equal(bytes, await other.ReadAsync(bytes.Keys));
        Assert.Equal(text, await other.ReadAsync(text.Keys));

        Assert.True((await client.SetAsync("number", 41L)).IsDone);
        Assert.Equal("41"u8.ToArray(), (await other.ReadAsync(["number"]))["number"]);
    }

    private static Dictionary<string, byte[]> Values(string name) => Enumerable.Range(0, Keys).ToDictionary(
        i => string.Create(CultureInfo.InvariantCulture, $"{name}:{i}"),
        i => Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{name} Wert für Schlüssel {i}")),
        StringComparer.Ordinal);

    private static Task Bounded(Func<Task> test) => test().WaitAsync(Limit);
}
