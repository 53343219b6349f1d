using Discovery.Cache.Diagnostics;

namespace Discovery.Cache.Topology;

/// <summary>What is wrong with the file at present: counted each time, logged when it changes. Safe for several callers.</summary>
internal sealed class FileTrouble(string path, FileLayerTools tools)
{
    private readonly Lock _gate = new();
    private volatile string? _writing;
    private string? _reading;

    /// <summary>Why the last list is not on disk; null when it is.</summary>
    public string? Writing => _writing;

    public void Read(string? trouble)
    {
        lock (_gate)
        {
            if (trouble is not null)
            {
                tools.Meter.FileIgnored(trouble);
                if (!string.Equals(trouble, _reading, StringComparison.Ordinal))
                    tools.Logger.FileIgnored(path, Explain(trouble));
            }

            _reading = trouble;
        }
    }

    public void Wrote(string? trouble)
    {
        lock (_gate)
        {
            if (trouble is not null)
            {
                tools.Meter.WriteFailed();
                if (_writing is null)
                    tools.Logger.FileNotWritten(path, trouble);
            }
            else if (_writing is not null)
            {
                tools.Logger.FileWrittenAgain(path);
            }

            _writing = trouble;
        }
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
