namespace Discovery.Testing.Consul;

/// <summary>Which requests came, how many wait for their answer, and how many connections there are.</summary>
internal sealed class RequestJournal
{
    private readonly Lock _gate = new();
    private readonly List<FakeConsulRequest> _requests = [];
    private TaskCompletionSource _moved = NewSignal();
    private int _held;
    private int _connections;

    public IReadOnlyList<FakeConsulRequest> Requests
    {
        get
        {
            lock (_gate)
                return [.. _requests];
        }
    }

    public int Count
    {
        get
        {
            lock (_gate)
                return _requests.Count;
        }
    }

    public int Held
    {
        get
        {
            lock (_gate)
                return _held;
        }
    }

    public int Connections => Volatile.Read(ref _connections);

    public void Connect() => Interlocked.Increment(ref _connections);

    public void Disconnect() => Interlocked.Decrement(ref _connections);

    public void Add(FakeConsulRequest request) => Move(() => _requests.Add(request));

    public void Clear() => Move(_requests.Clear);

    public void Hold() => Move(() => _held++);

    public void Release() => Move(() => _held--);

    public async Task WaitAsync(Func<RequestJournal, bool> reached, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task moved;
            lock (_gate)
                moved = _moved.Task;
            if (reached(this))
                return;
            await moved.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void Move(Action change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            change();
            signal = _moved;
            _moved = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
