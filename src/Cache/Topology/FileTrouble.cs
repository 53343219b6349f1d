using Discovery.Cache.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Discovery.Cache.Topology;

/// <summary>What is wrong with the file at present: counted each time, logged when it changes.</summary>
internal sealed class FileTrouble(string path, ILogger logger)
{
    private string? _reading;

    /// <summary>Why the last list is not on disk; null when it is.</summary>
    public string? Writing { get; private set; }

    public void Read(string? trouble)
    {
        if (trouble is not null)
        {
            TopologyMeter.FileIgnored(trouble);
            if (!string.Equals(trouble, _reading, StringComparison.Ordinal))
                logger.FileIgnored(path, Explain(trouble));
        }

        _reading = trouble;
    }

    public void Wrote(string? trouble)
    {
        if (trouble is not null)
        {
            TopologyMeter.WriteFailed();
            if (Writing is null)
                logger.FileNotWritten(path, trouble);
        }
        else if (Writing is not null)
        {
            logger.FileWrittenAgain(path);
        }

        Writing = trouble;
    }

    private static string Explain(string trouble) => trouble switch
    {
        "expired" => "its list is older than File:Ttl (File:ServeExpired would use it rather than nothing).",
        "foreign" => "it was written for another endpoint, service or source.",
        "future" => "its list was confirmed in the future, so its age is unknown; check the clock.",
        "schema" => "it was written by another version of this library.",
        "link" => "it is a symbolic link; name the file itself in File:Path.",
        "directory" => "it is a directory; File:Path must name a file.",
        "unreadable" => "it cannot be read; check its permissions.",
        _ => $"it is no node list ({trouble}); the next good answer replaces it.",
    };
}
