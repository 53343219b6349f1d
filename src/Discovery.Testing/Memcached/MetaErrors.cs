namespace Discovery.Testing.Memcached;

internal static class MetaErrors
{
    /// <summary>The reply to a malformed command: md and ma tell less than mg and ms do.</summary>
    public static ReadOnlySpan<byte> Text(MetaError error, Verb verb) => error switch
    {
        MetaError.BadLine => "CLIENT_ERROR bad command line format"u8,
        MetaError.TooManyFlags => verb == Verb.Mg ? "CLIENT_ERROR options flags are too long"u8 : "CLIENT_ERROR options flags too long"u8,
        MetaError.OpaqueTooLong => "CLIENT_ERROR opaque token too long"u8,
        MetaError.BadMode => verb == Verb.Ms ? "CLIENT_ERROR invalid mode for ms M token"u8 : "CLIENT_ERROR invalid mode for ma M token"u8,
        _ when verb is Verb.Md or Verb.Ma => "CLIENT_ERROR invalid or duplicate flag"u8,
        MetaError.Duplicate => "CLIENT_ERROR duplicate flag"u8,
        MetaError.BadToken => "CLIENT_ERROR bad token in command line format"u8,
        MetaError.BadFlags => "CLIENT_ERROR bad command line format"u8,
        MetaError.BadDelta => "CLIENT_ERROR invalid numeric delta value"u8,
        MetaError.BadInitial => "CLIENT_ERROR invalid numeric initial value"u8,
        MetaError.BadModeLength => "CLIENT_ERROR incorrect length for M token"u8,
        MetaError.BadKeyText => "CLIENT_ERROR error decoding key"u8,
        _ => "CLIENT_ERROR invalid flag"u8,
    };
}
