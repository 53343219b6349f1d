namespace Discovery.Load.Work;

/// <summary>A target answered what it must not; the run is worth nothing.</summary>
internal sealed class WrongAnswerException(string message) : Exception(message);
