using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Discovery.Testing.Consul;

/// <summary>A question to the health API, read as Consul reads it.</summary>
internal sealed partial class HealthQuestion
{
    private const string Prefix = "/v1/health/service/";
    private static readonly TimeSpan DefaultWait = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);

    private readonly FakeConsulRequest _request;
    private readonly List<string> _tags;
    private bool _passing;

    private HealthQuestion(FakeConsulRequest request)
    {
        _request = request;
        _tags = [.. request.Parameters("tag")];
        Service = Uri.UnescapeDataString(request.Path[Prefix.Length..]);
    }

    public string Service { get; }

    public ulong Index { get; private set; }

    public TimeSpan Wait { get; private set; } = DefaultWait;

    /// <summary>Reads a request; a reply instead when it is not a question that can be answered.</summary>
    public static bool TryRead(
        FakeConsulRequest request, [NotNullWhen(true)] out HealthQuestion? question, [NotNullWhen(false)] out FakeConsulReply? refusal)
    {
        question = null;
        if (!request.Path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            refusal = FakeConsulReply.Error(404, "Invalid URL path: not a recognized HTTP API endpoint");
            return false;
        }

        var read = new HealthQuestion(request);
        refusal = read.Check() is { } fault ? FakeConsulReply.Error(400, fault) : null;
        question = refusal is null ? read : null;
        return refusal is null;
    }

    public bool Includes(FakeConsulService instance) =>
        (!_passing || string.Equals(instance.Status, "passing", StringComparison.Ordinal))
        && _tags.All(tag => instance.Tags.Contains(tag, StringComparer.OrdinalIgnoreCase))
        && (_request.Parameter("dc") is not { Length: > 0 } dc || string.Equals(dc, instance.Datacenter, StringComparison.Ordinal));

    private string? Check()
    {
        if (Service.Length == 0)
            return "Missing service name";
        if (_request.Parameter("passing") is { } passing && !IsFlag(passing))
            return "Invalid value for ?passing";
        _passing = _request.Parameter("passing") is "" or "1" or "true";
        if (_request.Parameter("stale") is not null && _request.Parameter("consistent") is not null)
            return "Cannot specify ?stale with ?consistent, conflicting semantics.";
        return CheckHold() ?? CheckFilter();
    }

    private string? CheckHold()
    {
        if (_request.Parameter("index") is { } index && !ulong.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            return "Invalid index";
        Index = _request.Index;
        if (_request.Parameter("wait") is not { } text)
            return null;
        if (!GoDuration.TryParse(text, out var wait))
            return "Invalid wait time";
        Wait = wait == TimeSpan.Zero ? DefaultWait : wait < MaxWait ? wait : MaxWait;
        return null;
    }

    private string? CheckFilter()
    {
        if (_request.Parameter("filter") is not { Length: > 0 } filter)
            return null;
        foreach (var term in filter.Split(" and "))
        {
            if (TagTerm().Match(term.Trim()) is not { Success: true } match)
                return "Failed to create boolean expression evaluator: the fake agent knows only \"tag\" in Service.Tags, joined by and";
            _tags.Add(match.Groups["tag"].Value);
        }

        return null;
    }

    private static bool IsFlag(string text) => text is "" or "1" or "0" or "true" or "false";

    [GeneratedRegex("^\"(?<tag>[^\"]+)\" in Service\\.Tags$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex TagTerm();
}
