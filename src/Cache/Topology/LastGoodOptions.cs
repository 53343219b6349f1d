using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Discovery.Cache.Topology;

/// <summary>The options as they are now; the last valid ones while a reload has made them invalid, so that no loop dies of a typing error.</summary>
internal sealed class LastGoodOptions(Func<CacheOptions> options, string cache, ILogger logger)
{
    private volatile CacheOptions _last = options();
    private volatile string? _trouble;

    public CacheOptions Get()
    {
        try
        {
            _last = options();
            _trouble = null;
        }
        catch (OptionsValidationException exception)
        {
            if (!string.Equals(_trouble, exception.Message, StringComparison.Ordinal))
                logger.OptionsNotReloaded(cache, exception.Message);
            _trouble = exception.Message;
        }

        return _last;
    }
}
