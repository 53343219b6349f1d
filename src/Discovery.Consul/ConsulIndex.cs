using System.Globalization;

namespace Discovery;

/// <summary>The rules of Consul's index, by which a held question knows what its asker has seen.</summary>
internal static class ConsulIndex
{
    /// <summary>Asks without being held.</summary>
    public const ulong None = 0;

    /// <summary>Stands for an index that was not told: a question with index 0 would never be held.</summary>
    public const ulong First = 1;

    /// <summary>The index a header tells; null when it is missing, zero or no number.</summary>
    public static ulong? Read(string? header) =>
        ulong.TryParse(header?.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index != None ? index : null;

    /// <summary>Whether the server has lost state since the index that was asked with; what it says then must be asked for anew.</summary>
    public static bool WentBack(ulong asked, ulong answered) => answered < asked;
}
