using System.Net;
using System.Text;
using System.Text.Json;

namespace Discovery;

/// <summary>Asks one question over HTTP, under a deadline, and gives the answer or a typed failure.</summary>
internal sealed class ConsulClient(IHttpClientFactory clients, TimeProvider clock)
{
    private const int MaxErrorBytes = 4 * 1024;
    private const string TokenHeader = "X-Consul-Token";
    private static readonly TimeSpan HoldSlack = TimeSpan.FromSeconds(5);

    /// <summary>The largest answer that is read, in bytes; thousands of instances need a tenth of it.</summary>
    internal const int MaxAnswerBytes = 16 * 1024 * 1024;

    /// <param name="options">What to ask and whom.</param>
    /// <param name="index">What the asker has seen; of use only with a wait.</param>
    /// <param name="wait">How long to be held; null for an answer now.</param>
    /// <param name="cancellationToken">Ends the question and its connection.</param>
    public async Task<ConsulAnswer> AskAsync(ConsulOptions options, ulong index, TimeSpan? wait, CancellationToken cancellationToken)
    {
        // Consul holds for up to a sixteenth longer than asked, so that its clients do not come back all at once
        var limit = wait is { } held ? held + (held / 16) + HoldSlack : options.Timeout;
        using var deadline = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return await ExchangeAsync(options, ConsulQuery.Write(options, index, wait), either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (OperationCanceledException e) when (deadline.IsCancellationRequested)
        {
            throw ConsulFailure.OfTimeout(limit, e, options);
        }
        catch (Exception e) when (e is not NodeSourceException)
        {
            // whatever a handler of the user's throws is a failure of the question too
            throw ConsulFailure.OfTransport(e, options);
        }
    }

    private async Task<ConsulAnswer> ExchangeAsync(ConsulOptions options, Uri question, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, question);
        if (!string.IsNullOrEmpty(options.Token))
            request.Headers.Add(TokenHeader, options.Token);
        using var response = await CreateClient(options)
            .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .ConfigureAwait(false);
        if (response.StatusCode != HttpStatusCode.OK)
        {
            var text = await ReadAsync(response, MaxErrorBytes, cancellationToken).ConfigureAwait(false);
            throw ConsulFailure.OfStatus(response.StatusCode, Encoding.UTF8.GetString(text), RetryAfter(response), options);
        }

        var body = await ReadAsync(response, MaxAnswerBytes + 1, cancellationToken).ConfigureAwait(false);
        return Parse(body, ConsulMeta.Read(name => Header(response, name)), options);
    }

    private HttpClient CreateClient(ConsulOptions options)
    {
        var client = clients.CreateClient(options.HttpClientName);
        // 100 seconds by default, which would cut a long hold; the deadline above is what limits the question
        if (client.Timeout != Timeout.InfiniteTimeSpan)
            client.Timeout = Timeout.InfiniteTimeSpan;
        return client;
    }

    private static ConsulAnswer Parse(byte[] body, ConsulMeta meta, ConsulOptions options)
    {
        if (body.Length > MaxAnswerBytes)
            throw ConsulFailure.OfBody("", new InvalidDataException($"The answer is larger than {MaxAnswerBytes} bytes."), options);
        try
        {
            return ConsulResponseParser.Parse(body, meta, options);
        }
        catch (JsonException e)
        {
            throw ConsulFailure.OfBody(Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, MaxErrorBytes))), e, options);
        }
    }

    private static async Task<byte[]> ReadAsync(HttpResponseMessage response, int atMost, CancellationToken cancellationToken)
    {
        using var stream = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (body.Length < atMost)
        {
            var free = (int)Math.Min(buffer.Length, atMost - body.Length);
            var read = await stream.ReadAsync(buffer.AsMemory(0, free), cancellationToken).ConfigureAwait(false);
            if (read == 0)
                break;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when date > clock.GetUtcNow() => date - clock.GetUtcNow(),
        _ => null,
    };

    private static string? Header(HttpResponseMessage response, string name) =>
        response.Headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;
}
