using System.Globalization;

namespace Discovery.Load.Work;

/// <summary>One line of the table.</summary>
/// <param name="Kind">What callers do.</param>
/// <param name="ValueBytes">The size of each value.</param>
/// <param name="Callers">How many callers do it at once, each one operation at a time.</param>
/// <param name="Nodes">How many servers.</param>
/// <param name="LargeReaders">How many further callers read 1 MB each; they are not counted.</param>
internal sealed record LoadCase(WorkKind Kind, int ValueBytes, int Callers, int Nodes = 1, int LargeReaders = 0)
{
    public string Name
    {
        get
        {
            var name = $"{Verb}, {string.Create(CultureInfo.InvariantCulture, $"{Callers}")} {(Callers == 1 ? "caller" : "callers")}";
            if (Nodes > 1)
                name += string.Create(CultureInfo.InvariantCulture, $", {Nodes} nodes");
            return LargeReaders > 0 ? name + string.Create(CultureInfo.InvariantCulture, $", beside {LargeReaders} readers of 1 MB") : name;
        }
    }

    /// <summary>The sizes that must be stored first.</summary>
    public IEnumerable<int> StoredSizes => LargeReaders > 0 ? [ValueBytes, Sizes.Large] : [ValueBytes];

    private string Verb => Kind switch
    {
        WorkKind.Get => $"get {Sizes.Text(ValueBytes)}",
        WorkKind.GetInto => $"get {Sizes.Text(ValueBytes)} into a buffer",
        WorkKind.Set => $"set {Sizes.Text(ValueBytes)}",
        WorkKind.Mixed => $"90/10 {Sizes.Text(ValueBytes)}",
        WorkKind.Miss => "miss",
        _ => "get-many of 100",
    };
}
