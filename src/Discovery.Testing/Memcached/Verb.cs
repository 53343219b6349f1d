namespace Discovery.Testing.Memcached;

/// <summary>A command of the protocol; the names are the words on the wire in another case.</summary>
internal enum Verb : byte
{
    Unknown,
    Get,
    Gets,
    Gat,
    Gats,
    Set,
    Add,
    Replace,
    Append,
    Prepend,
    Cas,
    Delete,
    Incr,
    Decr,
    Touch,
    FlushAll,
    Version,
    Verbosity,
    Stats,
    Quit,
    Mg,
    Ms,
    Md,
    Ma,
    Me,
    Mn,
}
