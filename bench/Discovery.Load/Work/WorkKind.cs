namespace Discovery.Load.Work;

internal enum WorkKind
{
    /// <summary>A get to a new array.</summary>
    Get,

    /// <summary>A get into a buffer that the caller has.</summary>
    GetInto,

    Set,

    /// <summary>Nine gets to one set.</summary>
    Mixed,

    /// <summary>A get of a key that is not there.</summary>
    Miss,

    /// <summary>A get of a hundred keys.</summary>
    GetMany,
}
