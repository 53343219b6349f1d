namespace Discovery.Cache.Memcached.Protocol;

internal enum ReplyKind : byte
{
    None,

    /// <summary><c>VA</c>, <c>VALUE</c>: a data block follows.</summary>
    Value,

    /// <summary><c>HD</c>, <c>OK</c>, <c>STORED</c>, <c>DELETED</c>, <c>TOUCHED</c>.</summary>
    Done,

    /// <summary><c>END</c>: the end of a classic retrieval; what it asked for and did not get is missing.</summary>
    End,

    /// <summary>A line of digits: the result of a classic increment or decrement.</summary>
    Number,

    /// <summary><c>EN</c>.</summary>
    Miss,

    /// <summary><c>NF</c>, <c>NOT_FOUND</c>.</summary>
    NotFound,

    /// <summary><c>NS</c>, <c>NOT_STORED</c>.</summary>
    NotStored,

    /// <summary><c>EX</c>, <c>EXISTS</c>.</summary>
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
