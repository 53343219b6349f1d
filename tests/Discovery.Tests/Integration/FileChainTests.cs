using Discovery.Cache;
using Discovery.Testing;
using Discovery.Tests.Topology;
using Microsoft.Extensions.DependencyInjection;

namespace Discovery.Tests.Integration;

public sealed class FileChainTests
{
    [Fact]
    public async Task T04_FirstAnswerIsEmpty_TheFileMakesTheRing()
    {
        using var folder = new TempFolder();
        await using var cluster = await EmbeddedCluster.StartAsync(3);
        var source = new ScriptedNodeSource("scripted", [.. cluster.Nodes]);
        string[] map;
        await using (var before = await StartAsync())
            map = await before.MapAsync();

        source.SetNodes();
        await using var cache = await StartAsync();
        Assert.Equal(map, await cache.MapAsync());
        Assert.Equal((NodeListOrigin.File, NodeSourceFailure.Suspect), (cache.Known.Origin, cache.Known.FailureKind!.Value));
        Assert.Equal(3, cache.Known.Set.Count);

        Task<ChainRig> StartAsync() =>
            ChainRig.StartAsync(builder => builder.UseSource(source), options => options.File.Path = folder.File("nodes.json"));
    }
}
