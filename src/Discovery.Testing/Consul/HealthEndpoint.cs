namespace Discovery.Testing.Consul;

/// <summary>Answers questions to the health API, and holds those that ask to be held.</summary>
internal sealed class HealthEndpoint(ConsulCatalog catalog, ConsulBehaviour behaviour, RequestJournal journal, TimeProvider clock)
{
    private const string AnonymousToken = "";

    public async Task<FakeConsulReply> AnswerAsync(FakeConsulRequest request, CancellationToken gone)
    {
        journal.Add(request);
        if (behaviour.ReplyTo(request) is { } scripted)
            return scripted.Never ? await HangAsync(gone).ConfigureAwait(false) : scripted;
        if (!HealthQuestion.TryRead(request, out var question, out var refusal))
            return refusal;
        if (IsRefused(request))
            return FakeConsulReply.Error(403, "ACL not found");
        var view = await HoldAsync(question, gone).ConfigureAwait(false);
        // a token may be revoked while its question is held
        return IsRefused(request) ? FakeConsulReply.Error(403, "ACL not found") : Reply(request, question, view);
    }

    private bool IsRefused(FakeConsulRequest request) =>
        behaviour.Token is { } token && (request.Token ?? AnonymousToken) is { Length: > 0 } sent && !string.Equals(sent, token, StringComparison.Ordinal);

    private async Task<FakeConsulReply> HangAsync(CancellationToken gone)
    {
        journal.Hold();
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, gone).ConfigureAwait(false);
            return FakeConsulReply.NoAnswer;
        }
        finally
        {
            journal.Release();
        }
    }

    private async Task<ConsulView> HoldAsync(HealthQuestion question, CancellationToken gone)
    {
        var view = catalog.Read(question.Service);
        if (question.Index == 0 || view.Index > question.Index)
            return view;
        using var over = new CancellationTokenSource(question.Wait, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(gone, over.Token);
        journal.Hold();
        try
        {
            var era = view.Era;
            while (view.Index <= question.Index && view.Era == era)
            {
                await view.Changed.WaitAsync(either.Token).ConfigureAwait(false);
                view = catalog.Read(question.Service);
            }
        }
        catch (OperationCanceledException) when (!gone.IsCancellationRequested)
        {
            // the wait is over: what was found last is the answer
        }
        finally
        {
            journal.Release();
        }

        return view;
    }

    private FakeConsulReply Reply(FakeConsulRequest request, HealthQuestion question, ConsulView view)
    {
        var seesAll = behaviour.Token is null || request.Token is { Length: > 0 };
        var hidden = behaviour.Hidden;
        var found = view.Instances.Where(question.Includes).ToList();
        var shown = found.Where(one => seesAll && !hidden.Contains(one.Id, StringComparer.Ordinal)).ToList();
        var reply = FakeConsulReply.Json(HealthAnswerWriter.Write(shown), view.Index)
            .With("X-Consul-KnownLeader", behaviour.KnownLeader ? "true" : "false")
            .With("X-Consul-LastContact", behaviour.KnownLeader ? "0" : "15000")
            .With("X-Consul-Query-Backend", "blocking-query");
        return shown.Count < found.Count ? reply.With("X-Consul-Results-Filtered-By-ACLs", "true") : reply;
    }
}
