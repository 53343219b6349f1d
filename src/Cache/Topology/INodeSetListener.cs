namespace Discovery.Cache.Topology;

/// <summary>The one part of the cache that acts on a new list before anybody is told of it.</summary>
internal interface INodeSetListener
{
    /// <summary>Called on the watcher's own task, once per generation, in order; never with an empty set.</summary>
    void OnNodes(NodeSet set, long generation);
}
