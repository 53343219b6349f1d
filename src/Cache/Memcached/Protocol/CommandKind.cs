namespace Discovery.Cache.Memcached.Protocol;

internal enum CommandKind : byte
{
    Get,
    GetVersioned,
    GetAndTouch,
    Set,
    Add,
    Replace,
    CompareAndSet,
    Append,
    Prepend,
    Remove,
    Touch,
    Increment,
    Decrement,
    FlushAll,
}
