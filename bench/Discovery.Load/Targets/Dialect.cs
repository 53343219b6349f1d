namespace Discovery.Load.Targets;

internal enum Dialect
{
    Meta,
    Classic,
}
