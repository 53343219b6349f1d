namespace Discovery.Cache;

/// <summary>What the start of the host does about the first node list.</summary>
public enum CacheStartup
{
    /// <summary>Starts at once. Operations wait for the first list up to their time-out, then are unavailable until there is one. The default.</summary>
    Serve,

    /// <summary>Waits for the first list up to <see cref="CacheOptions.StartupTimeout"/>, then starts all the same.</summary>
    WaitUpTo,

    /// <summary>Waits for the first list up to <see cref="CacheOptions.StartupTimeout"/>, then the start fails with a <see cref="CacheStartupException"/>.</summary>
    FailFast,
}
