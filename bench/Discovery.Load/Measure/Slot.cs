namespace Discovery.Load.Measure;

/// <summary>The span in which one target has the machine. Callers read it at each operation; the conductor moves it on.</summary>
internal sealed class Slot
{
    private const int Ramp = 0;
    private const int Measured = 1;
    private const int Over = 2;
    private int _phase = Ramp;

    public bool IsMeasured => Volatile.Read(ref _phase) == Measured;

    public bool IsOpen => Volatile.Read(ref _phase) != Over;

    public void Measure() => Volatile.Write(ref _phase, Measured);

    public void Close() => Volatile.Write(ref _phase, Over);
}
