namespace Discovery.RealServers.Tests.Servers;

/// <summary>Counts the questions to a source, and those that an operation of the cache made on its own path.</summary>
internal sealed class AttemptCounter
{
    private readonly AsyncLocal<bool> _operating = new();
    private int _all;
    private int _onThePath;

    public int All => Volatile.Read(ref _all);

    public int OnThePathOfAnOperation => Volatile.Read(ref _onThePath);

    /// <summary>Marks everything that the caller does, and everything that follows from it on any thread, as the path of an operation.</summary>
    public IDisposable EnterOperations()
    {
        _operating.Value = true;
        return new Exit(this);
    }

    internal sealed class Handler(AttemptCounter counter) : DelegatingHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref counter._all);
            if (counter._operating.Value)
                Interlocked.Increment(ref counter._onThePath);
            return base.SendAsync(request, cancellationToken);
        }
    }

    private sealed class Exit(AttemptCounter counter) : IDisposable
    {
        public void Dispose() => counter._operating.Value = false;
    }
}
