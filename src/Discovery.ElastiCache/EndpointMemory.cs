namespace Discovery;

/// <summary>What has been learnt of one endpoint; another endpoint starts with a new one.</summary>
internal sealed class EndpointMemory
{
    private int _isFallback;

    public EndpointMemory(string scope) => Scope = scope;

    public string Scope { get; }

    /// <summary>Whether the legacy key is the one that works.</summary>
    public bool IsLegacy { get; set; }

    /// <summary>Whether discovery has ever succeeded here; from then on a failure is a failure and not a reason to fall back.</summary>
    public bool IsDiscovered { get; set; }

    /// <summary>The last list that was believed; a caller that asks without one must not get a doubtful answer unchecked.</summary>
    public NodeSet? Last { get; set; }

    /// <summary>Returns true for the first call only, and again after <see cref="LeaveFallback"/>.</summary>
    public bool EnterFallback() => Interlocked.Exchange(ref _isFallback, 1) == 0;

    public bool LeaveFallback() => Interlocked.Exchange(ref _isFallback, 0) == 1;
}
