using BenchmarkDotNet.Attributes;
using Discovery.Cache.Routing;

namespace Discovery.Benchmarks;

/// <summary>What a change of the node list costs, off the hot path.</summary>
[MemoryDiagnoser]
public class BuildBenchmarks
{
    private NodeSet _before = NodeSet.Empty;
    private NodeSet _after = NodeSet.Empty;
    private KetamaRing? _ring;

    [Params(3, 30, 300)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup()
    {
        _before = RouteBenchmarks.Set(Nodes);
        _after = RouteBenchmarks.Set(Nodes + 1);
        _ring = new KetamaRing(_before);
    }

    [Benchmark]
    public object Build() => new KetamaRing(_after);

    [Benchmark]
    public double BuildAndCompare() => KetamaRing.MovedShare(_ring!, new KetamaRing(_after));
}
