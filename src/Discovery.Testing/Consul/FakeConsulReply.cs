namespace Discovery.Testing;

/// <summary>A reply that a <see cref="FakeConsulAgent"/> gives instead of its own.</summary>
public sealed record FakeConsulReply
{
    /// <summary>The status. Default 200.</summary>
    public int Status { get; init; } = 200;

    /// <summary>The body. Default empty.</summary>
    public string Body { get; init; } = "";

    /// <summary>The content type. Default <c>application/json</c>.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Further headers. Default none; so there is no <c>X-Consul-Index</c> unless it is here.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>After how many bytes of the body the connection is reset; null to send all of it. Default null.</summary>
    public int? CutAfter { get; init; }

    /// <summary>Whether nothing is ever sent. Default false.</summary>
    public bool Never { get; init; }

    /// <summary>A reply that is never sent; the connection stays open.</summary>
    public static FakeConsulReply NoAnswer { get; } = new() { Never = true };

    /// <summary>A page of HTML, as a gateway sends it.</summary>
    /// <param name="status">The status. Default 200.</param>
    /// <returns>The reply.</returns>
    public static FakeConsulReply Html(int status = 200) =>
        new() { Status = status, ContentType = "text/html", Body = "<!DOCTYPE html><html><body>Bad gateway</body></html>" };

    /// <summary>An error, as Consul sends it: a line of plain text.</summary>
    /// <param name="status">The status, such as 403 or 500.</param>
    /// <param name="text">The text, such as <c>ACL not found</c>.</param>
    /// <returns>The reply.</returns>
    public static FakeConsulReply Error(int status, string text) => new() { Status = status, ContentType = "text/plain", Body = text };

    /// <summary>A list of entries.</summary>
    /// <param name="body">The JSON.</param>
    /// <param name="index">The <c>X-Consul-Index</c>; null for none.</param>
    /// <returns>The reply.</returns>
    public static FakeConsulReply Json(string body, ulong? index = null) => index is { } told
        ? new FakeConsulReply { Body = body }.With("X-Consul-Index", told.ToString(System.Globalization.CultureInfo.InvariantCulture))
        : new FakeConsulReply { Body = body };

    /// <summary>The same reply with one more header.</summary>
    /// <param name="header">The header's name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>The reply.</returns>
    public FakeConsulReply With(string header, string value) =>
        this with { Headers = new Dictionary<string, string>(Headers, StringComparer.OrdinalIgnoreCase) { [header] = value } };
}
