namespace Discovery.Load.Targets.Raw;

internal enum RawKind : byte
{
    Get,
    GetInto,
    Set,
    GetMany,
}
