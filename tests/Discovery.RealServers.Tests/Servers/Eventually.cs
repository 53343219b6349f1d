namespace Discovery.RealServers.Tests.Servers;

/// <summary>Waits for what is bound to happen, and says what is the case when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    public static Task IsTrueAsync(Func<bool> condition, Func<string> otherwise) =>
        IsTrueAsync(() => Task.FromResult(condition()), otherwise);

    public static async Task IsTrueAsync(Func<Task<bool>> condition, Func<string> otherwise)
    {
        var start = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            if (TimeProvider.System.GetElapsedTime(start) > Limit)
                throw new TimeoutException($"After {Limit.TotalSeconds:0} s: {otherwise()}");
            await Task.Delay(1);
        }
    }
}
