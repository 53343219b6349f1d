using Microsoft.Extensions.Options;

namespace Discovery;

/// <summary>Checks the options of one registration; <paramref name="source"/> stands before each option in the messages.</summary>
internal sealed class ConsulOptionsValidator(string optionsName, string source) : IValidateOptions<ConsulOptions>
{
    private static readonly TimeSpan MinWait = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan MaxWait = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan MinTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxTimeout = TimeSpan.FromMinutes(5);

    public ValidateOptionsResult Validate(string? name, ConsulOptions options)
    {
        if (!string.Equals(name, optionsName, StringComparison.Ordinal))
            return ValidateOptionsResult.Skip;
        string?[] found =
        [
            CheckAddress(options.Address),
            CheckService(options.Service),
            CheckToken(options.Token),
            CheckTags(options.Tags),
            CheckSpan("Wait", options.Wait, MinWait, MaxWait),
            CheckSpan("Timeout", options.Timeout, MinTimeout, MaxTimeout),
            string.IsNullOrWhiteSpace(options.HttpClientName) ? $"{source}:HttpClientName is empty; give the name of an HTTP client, or leave the option out." : null,
            CheckNodeName(options),
        ];
        var failures = found.OfType<string>().ToList();
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }

    private string? CheckAddress(Uri? address)
    {
        if (address is null)
            return $"{source}:Address is empty; give the agent's URI, such as http://127.0.0.1:8500.";
        var isHttp = address.IsAbsoluteUri && (address.Scheme is "http" or "https");
        if (!isHttp)
            return $"{source}:Address is '{address}', which is not an http or https URI; write it as http://127.0.0.1:8500.";
        if (address.UserInfo.Length > 0)
            return $"{source}:Address has a user name or a password in it; remove them, and configure the HTTP client named by {source}:HttpClientName if a gateway asks for them.";
        return address.Query.Length > 0 || address.Fragment.Length > 0
            ? $"{source}:Address has a query or a fragment; end it after the host, the port and the path, and give a token as {source}:Token."
            : null;
    }

    private string? CheckService(string? service)
    {
        if (string.IsNullOrWhiteSpace(service))
            return $"{source}:Service is empty; give the name of the service whose instances are the nodes.";
        return service is "." or ".." || service.Any(char.IsControl)
            ? $"{source}:Service is '{service}', which cannot be the name of a service."
            : null;
    }

    // the value stays out of the message: it is a secret even when it is malformed
    private string? CheckToken(string? token) =>
        token is not null && token.Any(c => c is <= ' ' or > '~')
            ? $"{source}:Token has a blank, a line break or a character that is not ASCII; copy the token again, without what surrounds it."
            : null;

    private string? CheckTags(IList<string>? tags) =>
        tags is not null && tags.Any(string.IsNullOrWhiteSpace) ? $"{source}:Tags has an empty tag; remove it." : null;

    private string? CheckSpan(string option, TimeSpan value, TimeSpan min, TimeSpan max) =>
        value < min || value > max ? $"{source}:{option} is {value}; it must be from {min} to {max}." : null;

    private string? CheckNodeName(ConsulOptions options)
    {
        if (!Enum.IsDefined(options.NodeName))
            return $"{source}:NodeName is '{options.NodeName}'; it must be AddressAndPort, ServiceId or Metadata.";
        var byMetadata = options.NodeName == ConsulNodeName.Metadata;
        if (byMetadata == !string.IsNullOrWhiteSpace(options.NameMetadataKey))
            return null;
        return byMetadata
            ? $"{source}:NameMetadataKey is empty; with NodeName Metadata it must name the metadata key that holds each node's name."
            : $"{source}:NameMetadataKey is '{options.NameMetadataKey}' but {source}:NodeName is {options.NodeName}; set NodeName to Metadata or remove the key.";
    }
}
