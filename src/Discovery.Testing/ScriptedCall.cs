namespace Discovery.Testing;

/// <summary>One call that a <see cref="ScriptedNodeSource"/> received.</summary>
/// <param name="Known">The set the caller already had; null when it wanted an answer now.</param>
public sealed record ScriptedCall(NodeSet? Known);
