using Discovery.Load.Work;

namespace Discovery.Load.Targets;

/// <summary>A way to use memcached that is measured.</summary>
internal interface ITarget : IAsyncDisposable
{
    string Name { get; }

    /// <summary>Whether a call blocks its thread; then each caller gets one of its own.</summary>
    bool Blocks { get; }

    /// <summary>What broke it, if anything did.</summary>
    Exception? Fault { get; }

    /// <summary>Stores what the cases read.</summary>
    Task StoreAsync(string key, byte[] value);

    Caller NewCaller(Seat seat);
}
