using Microsoft.Extensions.Options;

namespace Discovery;

internal sealed class ElastiCacheOptionsValidator : IValidateOptions<ElastiCacheOptions>
{
    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(1);

    private readonly string _optionsName;
    private readonly string _section;

    public ElastiCacheOptionsValidator(string optionsName, string section)
    {
        _optionsName = optionsName;
        _section = section;
    }

    public ValidateOptionsResult Validate(string? name, ElastiCacheOptions options)
    {
        if (!string.Equals(name, _optionsName, StringComparison.Ordinal))
            return ValidateOptionsResult.Skip;
        var failures = new List<string>();
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            failures.Add($"{_section}:Endpoint is not set; give the cluster's configuration endpoint as host:port.");
        else if (!HostPort.TryParse(options.Endpoint, out _, out var reason))
            failures.Add($"{_section}:Endpoint: {reason}");
        if (options.TargetHost is not null && !HostPort.IsHost(options.TargetHost))
            failures.Add($"{_section}:TargetHost: '{options.TargetHost}' is not a host name; give the name in the endpoint's certificate, or leave it out.");
        if (options.Timeout < MinTimeout || options.Timeout > MaxTimeout)
            failures.Add($"{_section}:Timeout is {options.Timeout}; it must be from {MinTimeout} to {MaxTimeout}.");
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
