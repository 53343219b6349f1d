using System.Collections.Immutable;

namespace Discovery.Cache;

/// <summary>One change in what is known about the nodes; raised once per change of state, never once per poll.</summary>
public sealed record NodeChange
{
    internal NodeChange(NodeVerdict verdict, NodeDirectorySnapshot previous, NodeDirectorySnapshot current, string? reason)
    {
        Verdict = verdict;
        Previous = previous;
        Current = current;
        Reason = reason;
        var before = previous.Set.Nodes.ToDictionary(node => node.Name, StringComparer.Ordinal);
        Added = [.. current.Set.Nodes.Where(node => !before.ContainsKey(node.Name))];
        Readdressed = [.. current.Set.Nodes.Where(node => before.TryGetValue(node.Name, out var old) && !old.Equals(node))];
        foreach (var node in current.Set.Nodes)
            before.Remove(node.Name);
        Removed = [.. previous.Set.Nodes.Where(node => before.ContainsKey(node.Name))];
    }

    /// <summary>What happened.</summary>
    public NodeVerdict Verdict { get; }

    /// <summary>Nodes that are new by name.</summary>
    public ImmutableArray<Node> Added { get; }

    /// <summary>Nodes that are gone by name.</summary>
    public ImmutableArray<Node> Removed { get; }

    /// <summary>Nodes that kept their name and changed in anything else (host, port, address, weight, metadata), as they are now.</summary>
    public ImmutableArray<Node> Readdressed { get; }

    /// <summary>What was known before.</summary>
    public NodeDirectorySnapshot Previous { get; }

    /// <summary>What is known from now on.</summary>
    public NodeDirectorySnapshot Current { get; }

    /// <summary>Why, for people: the failure, or the rule that held the answer back; null for an ordinary change.</summary>
    public string? Reason { get; }
}
