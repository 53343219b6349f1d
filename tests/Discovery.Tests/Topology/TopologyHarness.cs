using Discovery.Cache;
using Discovery.Cache.Topology;
using Discovery.Testing;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Discovery.Tests.Topology;

/// <summary>A whole topology on a manual clock, a scripted source, no jitter and a folder of its own.</summary>
internal sealed class TopologyHarness : IAsyncDisposable
{
    public static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);
    public static readonly Node A = Node.Parse("a:1");
    public static readonly Node B = Node.Parse("b:1");
    public static readonly Node C = Node.Parse("c:1");

    private readonly MemoryCache _memory = new(new MemoryCacheOptions { SizeLimit = 100 });
    private BuiltTopology? _built;

    public TopologyHarness(params Node[] nodes)
    {
        Source = new ScriptedNodeSource("Fake", nodes);
        Sources = [new TopologySource(Source, IsRemote: true)];
        Options = new CacheOptions { File = { Path = Path.Combine(Folder.Path, "nodes.json") } };
    }

    public ManualTimeProvider Clock { get; init; } = new();

    public TempFolder Folder { get; init; } = new();

    public ScriptedNodeSource Source { get; }

    public List<TopologySource> Sources { get; }

    public CacheOptions Options { get; }

    /// <summary>Why the options are invalid at present; null while they are valid.</summary>
    public string? Invalid { get; set; }

    public double Random { get; set; } = 0.5;

    /// <summary>How many timers are armed on the clock when all loops pause; more than one when another harness shares it.</summary>
    public int Timers { get; set; } = 1;

    /// <summary>The nodes that are known to be down; the others answer.</summary>
    public HashSet<string> Down { get; } = new(StringComparer.Ordinal);

    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    public CountedMeter Counted { get; } = new();

    public string FilePath => Options.File.Path!;

    public BuiltTopology Built => _built ??= TopologyBuilder.Build(new TopologyContext
    {
        CacheName = "",
        Sources = Sources,
        Options = () => Invalid is null ? Options : throw new Microsoft.Extensions.Options.OptionsValidationException("", typeof(CacheOptions), [Invalid]),
        Memory = _memory,
        Clock = Clock,
        Loggers = Loggers,
        Meter = Counted.Topology,
        Random = () => Random,
        HasNodeDown = () => Down.Count > 0,
        Answers = name => !Down.Contains(name),
    });

    public NodeDirectory Directory => Built.Directory;

    public NodeDirectorySnapshot Current => Directory.Current;

    public EventLog Events { get; private set; } = null!;

    /// <summary>Starts the watcher and waits for what the first question brings.</summary>
    public async Task StartAsync()
    {
        Events = new EventLog(Directory);
        var before = Current;
        Built.Watcher.Start();
        await SettledAfterAsync(before);
    }

    /// <summary>Lets time pass and waits for the next answer to be digested.</summary>
    public async Task NextAnswerAsync(TimeSpan after)
    {
        var before = Current;
        Clock.Advance(after);
        await SettledAfterAsync(before);
    }

    /// <summary>Wishes for an answer and waits until it is digested.</summary>
    public async Task RefreshAsync()
    {
        var before = Current;
        Built.Watcher.RequestRefresh();
        await SettledAfterAsync(before);
    }

    public static async Task UntilAsync(Func<bool> condition, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string what = "")
    {
        using var bound = new CancellationTokenSource(Bound);
        while (!condition())
        {
            Assert.False(bound.IsCancellationRequested, $"gave up waiting for {what}");
            await Task.Delay(TimeSpan.FromMilliseconds(1));
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_built is not null)
            await _built.Watcher.DisposeAsync().AsTask().WaitAsync(Bound);
        _memory.Dispose();
        Counted.Dispose();
        Folder.Dispose();
    }

    // an answer is digested when the directory has taken it and the loop has armed its next timer (a pause or a hold)
    private Task SettledAfterAsync(NodeDirectorySnapshot before) =>
        UntilAsync(() => !ReferenceEquals(Current, before) && Clock.ArmedTimers == Timers, "the next answer");
}
