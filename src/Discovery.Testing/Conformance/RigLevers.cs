namespace Discovery.Testing;

/// <summary>What a <see cref="NodeSourceRig"/> can do to its source beyond telling it nodes; a check is listed when its levers are there.</summary>
[Flags]
public enum RigLevers
{
    /// <summary>Nothing more.</summary>
    None = 0,

    /// <summary><see cref="NodeSourceRig.SetNodesAsync"/> takes an empty list.</summary>
    Empty = 1,

    /// <summary><see cref="NodeSourceRig.BreakAsync"/> and <see cref="NodeSourceRig.RepairAsync"/>.</summary>
    Break = 2,

    /// <summary><see cref="NodeSourceRig.StallAsync"/>.</summary>
    Stall = 4,

    /// <summary><see cref="NodeSourceRig.MoveAsync"/>.</summary>
    Move = 8,

    /// <summary><see cref="NodeSourceRig.OpenConnections"/>.</summary>
    Count = 16,

    /// <summary>All of them.</summary>
    All = Empty | Break | Stall | Move | Count,
}
