using BenchmarkDotNet.Running;
using Discovery.Benchmarks;

BenchmarkSwitcher.FromAssembly(typeof(RouteBenchmarks).Assembly).Run(args);
