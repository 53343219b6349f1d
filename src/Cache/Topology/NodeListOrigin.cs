namespace Discovery.Cache;

/// <summary>Where the current node list came from.</summary>
public enum NodeListOrigin
{
    /// <summary>There is no list yet.</summary>
    None,

    /// <summary>The preferred source answered.</summary>
    Source,

    /// <summary>The last list in memory; the source has not confirmed it just now.</summary>
    Memory,

    /// <summary>
    /// Another process on this host had the list confirmed and said so in the file, so this one did not ask
    /// (<see cref="FileLayerOptions.ShareConfirmations"/>).
    /// </summary>
    Sibling,

    /// <summary>The file layer; the source is unreachable.</summary>
    File,

    /// <summary>Another source than the preferred one.</summary>
    Fallback,
}
