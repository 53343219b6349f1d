using Microsoft.Extensions.Logging;

namespace Discovery;

/// <summary>Says once, not at each answer, what a person should know of answers that are used all the same.</summary>
internal sealed class ConsulRemarks(string source, ILogger logger)
{
    private string _skipped = "";
    private bool _filtered;
    private bool _leaderless;

    public void On(ConsulAnswer answer)
    {
        // entries come in any order
        var skipped = string.Join("; ", answer.Skipped.Order(StringComparer.Ordinal));
        if (!string.Equals(Interlocked.Exchange(ref _skipped, skipped), skipped, StringComparison.Ordinal) && skipped.Length > 0)
            ConsulLog.EntriesSkipped(logger, source, answer.Skipped.Count, skipped);
        if (!Interlocked.Exchange(ref _filtered, answer.Meta.FilteredByAcls) && answer.Meta.FilteredByAcls)
            ConsulLog.Filtered(logger, source);
        if (!Interlocked.Exchange(ref _leaderless, !answer.Meta.KnownLeader) && !answer.Meta.KnownLeader)
            ConsulLog.Leaderless(logger, source);
    }
}
