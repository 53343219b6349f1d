using Microsoft.Extensions.Options;

namespace Discovery;

internal sealed class StaticOptionsValidator : IValidateOptions<StaticOptions>
{
    public ValidateOptionsResult Validate(string? name, StaticOptions options)
    {
        var failures = new List<string>();
        StaticNodeList.Read(options, failures);
        return failures.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
