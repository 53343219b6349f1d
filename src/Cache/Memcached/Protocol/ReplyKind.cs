namespace Discovery.Cache.Memcached.Protocol;

internal enum ReplyKind : byte
{
    None,

    /// <summary><c>VA</c>: a data block follows.</summary>
    Value,

    /// <summary><c>HD</c>, <c>OK</c>, <c>TOUCHED</c>.</summary>
    Done,

    /// <summary><c>EN</c>.</summary>
    Miss,

    /// <summary><c>NF</c>, <c>NOT_FOUND</c>.</summary>
    NotFound,

    /// <summary><c>NS</c>.</summary>
    NotStored,

    /// <summary><c>EX</c>.</summary>
    Exists,

    /// <summary><c>MN</c>.</summary>
    Noop,

    /// <summary><c>VERSION ...</c>.</summary>
    Version,

    /// <summary><c>SERVER_ERROR object too large for cache</c>: the server has dropped the data and the old value.</summary>
    TooLarge,

    /// <summary><c>SERVER_ERROR ...</c> of a kind after which the connection goes on.</summary>
    ServerError,

    /// <summary><c>CLIENT_ERROR cannot increment or decrement non-numeric value</c>.</summary>
    NotNumeric,

    /// <summary><c>ERROR</c> and every other refusal: the two sides no longer agree on what was said.</summary>
    Refused,
}
