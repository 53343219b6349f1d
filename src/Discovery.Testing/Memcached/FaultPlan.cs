namespace Discovery.Testing.Memcached;

/// <summary>What goes wrong between the commands and the network, set by a test while connections run.</summary>
internal sealed class FaultPlan(TimeProvider time)
{
    private const int NoTear = -1;
    private readonly Lock _gate = new();
    private volatile TaskCompletionSource? _resume;
    private long _delayTicks;
    private int _tearAfter = NoTear;
    private volatile int _fragmentBytes;

    public bool IsPaused => _resume is not null;

    public TimeSpan ReplyDelay
    {
        get => new(Interlocked.Read(ref _delayTicks));
        set => Interlocked.Exchange(ref _delayTicks, value.Ticks);
    }

    public int FragmentBytes
    {
        get => _fragmentBytes;
        set => _fragmentBytes = value;
    }

    public void Pause()
    {
        lock (_gate)
            _resume ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    public void Resume()
    {
        lock (_gate)
        {
            _resume?.TrySetResult();
            _resume = null;
        }
    }

    public void TearNextReply(int afterBytes) => Volatile.Write(ref _tearAfter, afterBytes);

    /// <summary>Takes the order to tear a reply; null when there is none.</summary>
    public int? TakeTear()
    {
        if (Volatile.Read(ref _tearAfter) == NoTear)
            return null;
        var afterBytes = Interlocked.Exchange(ref _tearAfter, NoTear);
        return afterBytes == NoTear ? null : afterBytes;
    }

    /// <summary>Waits for as long as the server is paused.</summary>
    public async ValueTask WhilePausedAsync(CancellationToken cancellationToken)
    {
        while (_resume is { } resume)
            await resume.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    public Task DelayAsync(CancellationToken cancellationToken) => Task.Delay(ReplyDelay, time, cancellationToken);
}
