using System.Globalization;
using System.Text;
using BenchmarkDotNet.Attributes;
using Discovery.Cache.Routing;

namespace Discovery.Benchmarks;

/// <summary>From the bytes of a key to its node; each call takes the next of 1,024 keys, so that no branch is learnt by heart.</summary>
[MemoryDiagnoser]
public class RouteBenchmarks
{
    private const int Keys = 1024;

    private readonly byte[][] _keys =
        [.. Enumerable.Range(0, Keys).Select(i => Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"shop:session:{i:d8}")))];

    private readonly uint[] _hashes;
    private KetamaRing? _ring;
    private int _next;

    public RouteBenchmarks() => _hashes = [.. _keys.Select(key => KetamaRing.Hash(key))];

    [Params(3, 30, 300)]
    public int Nodes { get; set; }

    [GlobalSetup]
    public void Setup() => _ring = new KetamaRing(Set(Nodes));

    [Benchmark]
    public int Find() => _ring!.Find(_hashes[_next++ & (Keys - 1)]);

    [Benchmark]
    public int Route() => _ring!.Find(KetamaRing.Hash(_keys[_next++ & (Keys - 1)]));

    internal static NodeSet Set(int nodes) => new(Enumerable.Range(1, nodes).Select(i => new Node($"10.0.0.{i}", 11211)));
}
