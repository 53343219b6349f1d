namespace Discovery.Testing;

/// <summary>What a <see cref="FakeConfigurationEndpoint"/> does when it stops in the middle of a reply.</summary>
public enum ReplyCut
{
    /// <summary>Closes the connection in order (FIN).</summary>
    Close,

    /// <summary>Aborts the connection (RST).</summary>
    Reset,

    /// <summary>Holds the connection open and sends nothing more.</summary>
    Hold,
}
