using Discovery.Cache.Memcached.Protocol;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Options;

namespace Discovery.Cache.DependencyInjection;

/// <summary>Refuses options that cannot work, each with the option, the value and the limit.</summary>
internal sealed class CacheOptionsValidator(string cache, IConfiguration? configuration, IServiceProvider services) : IValidateOptions<CacheOptions>
{
    public ValidateOptionsResult Validate(string? name, CacheOptions options)
    {
        if (!string.Equals(name ?? "", cache, StringComparison.Ordinal))
            return ValidateOptionsResult.Skip;
        var missing = Missing(options);
        if (missing.Length > 0)
            return ValidateOptionsResult.Fail(missing.Select(option => Message($"{option} is null; leave it out for its default")));
        var faults = SourceSelection.Check(services, cache, options)
            .Concat(ConfigurationKeys.Check(configuration, services, cache))
            .Concat(CheckValues(options))
            .Concat(CheckConnections(options.Connections))
            .Select(Message)
            .ToArray();
        return faults.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }

    private string Message(string fault) => $"{(cache.Length == 0 ? "Cache" : $"Cache '{cache}'")}: {fault}.";

    private static string[] Missing(CacheOptions options) =>
    [
        .. new (string Name, object? Value)[]
        {
            ("Sources", options.Sources), ("KeyPrefix", options.KeyPrefix), ("Memory", options.Memory),
            ("File", options.File), ("Guard", options.Guard), ("Watch", options.Watch), ("Connections", options.Connections),
        }.Where(option => option.Value is null).Select(option => option.Name),
    ];

    private static IEnumerable<string?> Values(CacheOptions options)
    {
        yield return CheckPrefix(options.KeyPrefix);
        yield return options.DefaultExpiration > TimeSpan.Zero || options.DefaultExpiration == Timeout.InfiniteTimeSpan
            ? null : $"DefaultExpiration is {options.DefaultExpiration}; it must be positive, or -00:00:00.0010000 for no limit";
        yield return Span("OperationTimeout", options.OperationTimeout, TimeSpan.FromMilliseconds(1), TimeSpan.FromMinutes(1));
        yield return Enum.IsDefined(options.Startup) ? null : $"Startup is {options.Startup}; it must be Serve, WaitUpTo or FailFast";
        yield return Span("StartupTimeout", options.StartupTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(10));
        yield return Span("Memory:Ttl", options.Memory.Ttl, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
        yield return Span("File:Ttl", options.File.Ttl, TimeSpan.FromMinutes(1), TimeSpan.FromDays(365));
        yield return options.File.Ttl >= options.Memory.Ttl
            ? null : $"File:Ttl is {options.File.Ttl}, shorter than Memory:Ttl {options.Memory.Ttl}; the file is the longer-lived layer";
        yield return options.File.ShareConfirmations && string.IsNullOrEmpty(options.File.Path)
            ? "File:ShareConfirmations is true without File:Path; name the file that the processes share" : null;
        yield return options.Guard.MaxRemovalShare is >= 0 and <= 1
            ? null : $"Guard:MaxRemovalShare is {options.Guard.MaxRemovalShare}; it must be from 0 to 1";
        yield return Number("Guard:MinNodes", options.Guard.MinNodes, 1, 10_000);
        yield return Number("Guard:Confirmations", options.Guard.Confirmations, 0, 100);
        yield return Span("Guard:RemovalGrace", options.Guard.RemovalGrace, TimeSpan.Zero, TimeSpan.FromHours(1));
        yield return Span("Watch:Timeout", options.Watch.Timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(5));
        yield return Span("Watch:MaxHold", options.Watch.MaxHold, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1));
        yield return Span("Watch:MinBackoff", options.Watch.MinBackoff, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1));
        yield return Span("Watch:MaxBackoff", options.Watch.MaxBackoff, options.Watch.MinBackoff, TimeSpan.FromHours(1));
        yield return Span("Watch:MotionPoll", options.Watch.MotionPoll, TimeSpan.FromMilliseconds(100), TimeSpan.FromHours(1));
    }

    private static IEnumerable<string> CheckValues(CacheOptions options) => Values(options).OfType<string>();

    private static IEnumerable<string> CheckConnections(ConnectionOptions options) => new[]
    {
        Span("Connections:ConnectTimeout", options.ConnectTimeout, TimeSpan.FromMilliseconds(10), TimeSpan.FromMinutes(1)),
        Number("Connections:LanesPerNode", options.LanesPerNode, 1, 64),
        Number("Connections:MaxInFlight", options.MaxInFlight, 16, 65536),
        Number("Connections:MaxQueuedBytes", options.MaxQueuedBytes, 64 * 1024, 1024 * 1024 * 1024),
        Number("Connections:MaxValueBytes", options.MaxValueBytes, 1024, 1024 * 1024 * 1024),
    }.OfType<string>();

    private static string? Span(string option, TimeSpan value, TimeSpan least, TimeSpan most) =>
        value >= least && value <= most ? null : $"{option} is {value}; it must be from {least} to {most}";

    private static string? Number(string option, int value, int least, int most) =>
        value >= least && value <= most ? null : $"{option} is {value}; it must be from {least} to {most}";

    private static string? CheckPrefix(string prefix)
    {
        try
        {
            return KeyRules.EncodePrefix(prefix).Length < 200 ? null : "KeyPrefix has 200 bytes of UTF-8 or more; keys have 250 with it";
        }
        catch (CacheKeyException exception)
        {
            return $"KeyPrefix cannot begin a key: {exception.Message}";
        }
    }
}
