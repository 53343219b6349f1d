using System.Net;
using System.Security.Authentication;

namespace Discovery;

/// <summary>Which kind of failure a reply or an exception is, and what a person can do about it.</summary>
internal static class ConsulFailure
{
    private const int MaxQuoted = 200;
    private static readonly TimeSpan MinRateLimitPause = TimeSpan.FromSeconds(60);

    /// <summary>The failure a status tells. Bodies of errors are plain text, not JSON.</summary>
    public static NodeSourceException OfStatus(HttpStatusCode status, string body, TimeSpan? retryAfter, ConsulOptions options)
    {
        var (kind, advice) = Classify((int)status);
        var pause = status == HttpStatusCode.TooManyRequests ? Max(retryAfter, MinRateLimitPause) : retryAfter;
        return new NodeSourceException(kind, $"{Subject(options)} answered {(int)status}{Quote(body, options)}; {advice}")
        {
            RetryAfter = pause,
        };
    }

    /// <summary>A reply of status 200 that is not what the health API answers.</summary>
    public static NodeSourceException OfBody(string body, Exception cause, ConsulOptions options)
    {
        var advice = body.TrimStart().StartsWith('<')
            ? "this is HTML: check that Address is a Consul agent (port 8500 by default) and not a proxy or a web page"
            : "it is torn, or Address is not a Consul agent";
        return new NodeSourceException(NodeSourceFailure.Transient, $"{Subject(options)} did not answer with a list of instances{Quote(body, options)}; {advice}.", cause);
    }

    /// <summary>No reply, or only a part of one.</summary>
    public static NodeSourceException OfTransport(Exception cause, ConsulOptions options)
    {
        if (cause is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError, InnerException: AuthenticationException tls })
            return new NodeSourceException(NodeSourceFailure.Configuration, $"{Subject(options)} could not be trusted: {tls.Message} Check its certificate, the host in Address, and the authorities this machine trusts.", cause);
        if (cause is HttpRequestException { HttpRequestError: HttpRequestError.InvalidResponse })
            return new NodeSourceException(NodeSourceFailure.Configuration, $"{Subject(options)} does not speak HTTP; check the scheme and the port of Address.", cause);
        return new NodeSourceException(NodeSourceFailure.Transient, $"{Subject(options)} could not be asked: {cause.Message}", cause);
    }

    /// <summary>The deadline passed.</summary>
    public static NodeSourceException OfTimeout(TimeSpan limit, Exception cause, ConsulOptions options) =>
        new(NodeSourceFailure.Transient, $"{Subject(options)} did not answer within {limit.TotalSeconds:0.###} s.", cause);

    /// <summary>A believable reply with content that is not believed.</summary>
    public static NodeSourceException OfSuspicion(string doubt, ConsulOptions options) =>
        new(NodeSourceFailure.Suspect, $"{Subject(options)} is not believed: {doubt}");

    private static string Subject(ConsulOptions options) => $"Consul at {options.Address} asked for service '{options.Service}'";

    private static (NodeSourceFailure Kind, string Advice) Classify(int status) => status switch
    {
        400 => (NodeSourceFailure.Configuration, "check the options Service, Tag, Datacenter and Filter."),
        401 or 403 => (NodeSourceFailure.Configuration, "check the option Token: it must be a valid token with service:read on the service and node:read on its nodes."),
        404 => (NodeSourceFailure.Configuration, "check that Address is a Consul agent and, behind a gateway, has the right path."),
        >= 300 and < 400 => (NodeSourceFailure.Configuration, "redirects are not followed, since they would take the token along; set Address to where it points."),
        408 => (NodeSourceFailure.Transient, "the request took too long to reach it."),
        429 => (NodeSourceFailure.Transient, "it limits requests or connections of this client (limits.http_max_conns_per_client counts each held question)."),
        >= 500 => (NodeSourceFailure.Transient, "the agent has no leader, no path to the data centre, or a gateway before it has lost it."),
        >= 200 and < 300 => (NodeSourceFailure.Transient, "the health API answers 200; check that Address is a Consul agent."),
        _ => (NodeSourceFailure.Configuration, "check that Address is a Consul agent."),
    };

    // a gateway's error page may echo the request's headers
    private static string Quote(string body, ConsulOptions options)
    {
        var text = string.IsNullOrEmpty(options.Token) ? body : body.Replace(options.Token, "***", StringComparison.OrdinalIgnoreCase);
        text = string.Join(' ', text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        text = new string([.. text.Where(c => !char.IsControl(c))]);
        return text.Length switch
        {
            0 => "",
            <= MaxQuoted => $" '{text}'",
            _ => $" '{text[..MaxQuoted]}...'",
        };
    }

    private static TimeSpan Max(TimeSpan? one, TimeSpan other) => one > other ? one.Value : other;
}
