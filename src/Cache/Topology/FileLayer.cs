namespace Discovery.Cache.Topology;

/// <summary>
/// The long TTL. Keeps each confirmed list, in memory and (when a path is set) in a file, and serves it when the source fails,
/// so that a failed poll finds the last good list of this source before another cluster is considered. An answer served so has
/// origin File when the file holds that very list, otherwise Memory. Reading never renews an age; only the source does. A question
/// for an answer now may pass while a held one ends, so what is remembered is replaced whole and only by what was confirmed later.
/// </summary>
internal sealed class FileLayer : INodeLayer
{
    private readonly INodeLayer _inner;
    private readonly INodeSource _source;
    private readonly NodeListFile? _file;
    private readonly Func<CacheOptions> _options;
    private readonly TimeProvider _clock;
    private readonly FileTrouble? _trouble;
    private volatile Remembered? _last;
    private volatile Written? _written;

    public FileLayer(INodeLayer inner, INodeSource source, NodeListFile? file, Func<CacheOptions> options, FileLayerTools tools)
    {
        _inner = inner;
        _source = source;
        _file = file;
        _options = options;
        _clock = tools.Clock;
        _trouble = file is null ? null : new FileTrouble(file.Path, tools);
    }

    public async ValueTask<NodeAnswer> AskAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        // read before the question: a reload may change it while the answer is on its way
        var scope = NodeListFormat.Digest(_source.Scope);
        if (Last(scope) is null)
            known = null;
        if (known is not null && OfSibling(scope, known) is { } confirmed)
            return confirmed;
        try
        {
            var answer = await _inner.AskAsync(known, cancellationToken).ConfigureAwait(false);
            Remember(scope, answer);
            await KeepAsync(scope, answer, cancellationToken).ConfigureAwait(false);
            return answer with { FileTrouble = _trouble?.Writing };
        }
        catch (NodeSourceException failure)
        {
            if (Recall(scope, failure, _options().File.Ttl) is { } answer)
                return answer;
            throw;
        }
    }

    /// <summary>The last list however old it is, for when there is nothing else at all and the option allows it.</summary>
    public NodeAnswer? LastResort(NodeSourceException failure) =>
        _options().File.ServeExpired ? Recall(NodeListFormat.Digest(_source.Scope), failure, TimeSpan.MaxValue) : null;

    /// <summary>The list that the file holds for the present scope, within the long TTL; null when there is none.</summary>
    public NodeSet? Stored() => ReadFile(NodeListFormat.Digest(_source.Scope), _options().File.Ttl)?.Set;

    private async ValueTask KeepAsync(string scope, NodeAnswer answer, CancellationToken cancellationToken)
    {
        if (_file is null || IsKept(answer.Set))
            return;
        var list = new StoredNodeList(scope, answer.Source, answer.Set, answer.Confirmed.At);
        // what the guard let through against its rules is meant to replace a higher version
        var confirmedWithin = answer.Verdict is null ? Throttle(shares: false) * 2 : TimeSpan.Zero;
        var trouble = await _file.WriteAsync(list, confirmedWithin, cancellationToken).ConfigureAwait(false);
        _trouble!.Wrote(trouble);
        if (trouble is null)
            _written = new Written(answer.Set, _clock.GetTimestamp());
    }

    private bool IsKept(NodeSet set) =>
        _written is { } written
        && written.Set.Equals(set)
        && written.Set.Version == set.Version
        && _clock.GetElapsedTime(written.Timestamp) < Throttle(Shares);

    private bool Shares => _file is not null && !_source.WaitsForChange && _options().File.ShareConfirmations;

    // a confirmation without news renews the age in the file, but a hundred times per TTL are enough, unless siblings live on it
    private TimeSpan Throttle(bool shares)
    {
        var options = _options();
        return shares ? options.Memory.Ttl / 2 : TimeSpan.FromTicks(Math.Max(options.Memory.Ttl.Ticks, options.File.Ttl.Ticks / 100));
    }

    private Remembered? Last(string scope) => _last is { } last && string.Equals(last.Scope, scope, StringComparison.Ordinal) ? last : null;

    private void Remember(string scope, NodeAnswer answer)
    {
        if (Last(scope) is not { } last || last.Answer.Confirmed.Timestamp <= answer.Confirmed.Timestamp)
            _last = new Remembered(scope, answer);
    }

    // another process on this host has had the very list confirmed since: it can only spare a question, never change the list
    private NodeAnswer? OfSibling(string scope, NodeSet known)
    {
        if (!Shares || Last(scope) is not { } last || ReadFile(scope, _options().File.Ttl) is not { } stored)
            return null;
        var isNews = stored.ConfirmedAt > last.Answer.Confirmed.At && _clock.GetUtcNow() - stored.ConfirmedAt < _options().Memory.Ttl;
        if (!isNews || !stored.Set.Equals(known) || !last.Answer.Set.Equals(known) || stored.Set.Version < known.Version)
            return null;
        var answer = FromFile(stored) with { Origin = NodeListOrigin.Sibling, FileTrouble = _trouble?.Writing };
        Remember(scope, answer);
        return answer;
    }

    private NodeAnswer? Recall(string scope, NodeSourceException failure, TimeSpan limit)
    {
        var memory = Last(scope) is { } last && last.Answer.Confirmed.Age(_clock) <= limit ? last.Answer : null;
        var stored = ReadFile(scope, limit);
        var answer = stored is not null && (memory is null || stored.ConfirmedAt > memory.Confirmed.At) ? FromFile(stored) : memory;
        if (answer is null)
            return null;
        var origin = answer.Set.Equals(stored?.Set) ? NodeListOrigin.File : NodeListOrigin.Memory;
        return answer with { Origin = origin, Verdict = null, Failure = failure, FileTrouble = _trouble?.Writing };
    }

    private NodeAnswer FromFile(StoredNodeList stored) =>
        new(stored.Set, _source.Name, NodeListOrigin.File, Confirmation.FromWallClock(stored.ConfirmedAt, _clock), _source.WaitsForChange);

    private StoredNodeList? ReadFile(string scope, TimeSpan limit)
    {
        if (_file is null)
            return null;
        var stored = _file.Read(out var trouble);
        if (stored is not null)
            trouble = Judge(stored, scope, limit);
        _trouble!.Read(trouble);
        return trouble is null ? stored : null;
    }

    private string? Judge(StoredNodeList stored, string scope, TimeSpan limit)
    {
        if (!string.Equals(stored.Scope, scope, StringComparison.Ordinal))
            return "foreign";
        if (limit == TimeSpan.MaxValue)
            return null;
        if (_file!.IsFromTheFuture(stored))
            return "future";
        return _clock.GetUtcNow() - stored.ConfirmedAt > limit ? "expired" : null;
    }

    private sealed record Remembered(string Scope, NodeAnswer Answer);

    private sealed record Written(NodeSet Set, long Timestamp);
}
