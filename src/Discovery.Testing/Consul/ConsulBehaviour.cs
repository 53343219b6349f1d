namespace Discovery.Testing.Consul;

/// <summary>How the agent answers, apart from what is registered.</summary>
internal sealed class ConsulBehaviour
{
    private readonly Lock _gate = new();
    private readonly Queue<FakeConsulReply> _replies = [];
    private volatile IReadOnlyCollection<string> _hidden = [];
    private volatile string? _token;
    private volatile bool _knownLeader = true;
    private volatile Func<FakeConsulRequest, FakeConsulReply?>? _script;

    public IReadOnlyCollection<string> Hidden
    {
        get => _hidden;
        set => _hidden = value;
    }

    public string? Token
    {
        get => _token;
        set => _token = value;
    }

    public bool KnownLeader
    {
        get => _knownLeader;
        set => _knownLeader = value;
    }

    public Func<FakeConsulRequest, FakeConsulReply?>? Script
    {
        get => _script;
        set => _script = value;
    }

    public void Enqueue(FakeConsulReply reply, int times)
    {
        lock (_gate)
        {
            for (var i = 0; i < times; i++)
                _replies.Enqueue(reply);
        }
    }

    /// <summary>What stands in for the agent's own answer; null when it answers itself.</summary>
    public FakeConsulReply? ReplyTo(FakeConsulRequest request)
    {
        lock (_gate)
        {
            if (_replies.TryDequeue(out var reply))
                return reply;
        }

        return _script?.Invoke(request);
    }
}
