using Discovery.Load.Measure;

namespace Discovery.Load.Work;

/// <summary>What one caller does.</summary>
internal sealed record Seat(Slot Slot, Dataset Data, WorkKind Kind, int Seed);
