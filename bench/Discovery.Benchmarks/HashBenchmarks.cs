using BenchmarkDotNet.Attributes;
using Discovery.Cache.Routing;

namespace Discovery.Benchmarks;

/// <summary>MD5 of a key: the managed one against the base class library's.</summary>
[MemoryDiagnoser]
public class HashBenchmarks
{
    private readonly byte[] _digest = new byte[16];
    private byte[] _key = [];

    [Params(21, 55, 250)]
    public int KeyBytes { get; set; }

    [GlobalSetup]
    public void Setup() => _key = [.. Enumerable.Range(0, KeyBytes).Select(i => (byte)('a' + (i % 26)))];

    [Benchmark(Baseline = true)]
    public uint BaseClassLibrary()
    {
#pragma warning disable CA5351 // it is what the managed one is compared with
        System.Security.Cryptography.MD5.HashData(_key, _digest);
#pragma warning restore CA5351
        return BitConverter.ToUInt32(_digest);
    }

    [Benchmark]
    public uint Managed() => Md5.FirstWord(_key);
}
