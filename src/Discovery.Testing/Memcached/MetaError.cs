namespace Discovery.Testing.Memcached;

/// <summary>What may be wrong with the flags of a meta command.</summary>
internal enum MetaError : byte
{
    None,
    BadLine,
    TooManyFlags,
    Duplicate,
    Invalid,
    BadToken,
    BadFlags,
    BadDelta,
    BadInitial,
    BadModeLength,
    BadMode,
    OpaqueTooLong,
    BadKeyText,
}
