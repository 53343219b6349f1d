using System.Net;
using System.Net.Sockets;

namespace Discovery;

/// <summary>
/// One attempt: resolves the endpoint and asks its addresses in turn. The deadline covers everything; each address gets an even
/// share of what is left of it, so a silent first address does not use up the second one's time.
/// </summary>
internal sealed class ConfigEndpointClient
{
    private const int MaxAddresses = 8;
    private static readonly TimeSpan ShortestShare = TimeSpan.FromMilliseconds(1);

    private readonly TimeProvider _time;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;

    public ConfigEndpointClient(TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        _time = time;
        _resolve = resolve ?? Dns.GetHostAddressesAsync;
    }

    public TimeProvider Time => _time;

    public async Task<ConfigAnswer> AskAsync(ConfigQuestion question, CancellationToken cancellationToken)
    {
        var started = _time.GetTimestamp();
        var addresses = await ResolveAsync(question, cancellationToken).ConfigureAwait(false);
        var failures = new List<ConfigEndpointException>();
        for (var i = 0; i < addresses.Length; i++)
        {
            var share = (question.Patience - _time.GetElapsedTime(started)) / (addresses.Length - i);
            try
            {
                var patience = share > ShortestShare ? share : ShortestShare;
                var answer = await AskAddressAsync(question, addresses[i], patience, cancellationToken).ConfigureAwait(false);
                return answer with { Took = _time.GetElapsedTime(started) };
            }
            catch (ConfigEndpointException e) when (e.MayPass)
            {
                failures.Add(e);
            }
        }

        throw failures.Count == 1 ? failures[0] : Combine(failures);
    }

    private async Task<ConfigAnswer> AskAddressAsync(
        ConfigQuestion question, IPAddress address, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        var endpoint = new IPEndPoint(address, question.Endpoint.Port);
        var connection = new ConfigConnection(endpoint);
        await using (connection.ConfigureAwait(false))
        {
            try
            {
                await connection.OpenAsync(question.Options.UseTls ? new ConfigTls(question) : null, both.Token).ConfigureAwait(false);
                return await ConfigConversation.RunAsync(connection, question, both.Token).ConfigureAwait(false) with { From = endpoint };
            }
            catch (OperationCanceledException e)
            {
                cancellationToken.ThrowIfCancellationRequested();
                throw connection.TimedOut(patience, e);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                throw connection.Broken(e);
            }
        }
    }

    private async Task<IPAddress[]> ResolveAsync(ConfigQuestion question, CancellationToken cancellationToken)
    {
        var host = question.Endpoint.Host;
        if (question.Address is not null || IPAddress.TryParse(host, out _))
            return question.Allowed([question.Address ?? IPAddress.Parse(host)]);
        using var deadline = new CancellationTokenSource(question.Patience, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            var addresses = await _resolve(host, both.Token).WaitAsync(both.Token).ConfigureAwait(false);
            return addresses.Length > 0 ? [.. question.Allowed(addresses).Take(MaxAddresses)] : throw NotResolved(host, "it has no address", null);
        }
        catch (OperationCanceledException e)
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw NotResolved(host, $"no answer within {question.Patience.TotalSeconds:0.###} s", e);
        }
        catch (SocketException e)
        {
            throw NotResolved(host, e.Message, e);
        }
    }

    private static ConfigEndpointException NotResolved(string host, string reason, Exception? cause) => new(
        EndpointTrouble.Unreachable, $"the name '{host}' does not resolve: {reason}. Check {{section}}:Endpoint and that this machine uses the network's DNS.", cause);

    private static ConfigEndpointException Combine(List<ConfigEndpointException> failures) => new(
        failures.Find(failure => failure.Trouble != EndpointTrouble.Unreachable)?.Trouble ?? EndpointTrouble.Unreachable,
        $"none of its {failures.Count} addresses answered: {string.Join(" ", failures.Select(failure => failure.Message))}",
        new AggregateException(failures));
}
