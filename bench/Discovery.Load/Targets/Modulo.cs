namespace Discovery.Load.Targets;

/// <summary>The route of the baselines.</summary>
internal static class Modulo
{
    public static int Of(string key, int servers) =>
        servers == 1 ? 0 : (int)((uint)StringComparer.Ordinal.GetHashCode(key) % (uint)servers);
}
