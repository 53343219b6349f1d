namespace Discovery.Cache.Topology;

/// <summary>Travels inside a <see cref="NodeSourceException"/> to say which rule of the guard refused an answer.</summary>
internal sealed class AnswerRefusedException(NodeVerdict verdict, string message) : Exception(message)
{
    public NodeVerdict Verdict => verdict;

    /// <summary>Whether further answers like it may still be believed, so that it is worth asking soon.</summary>
    public bool IsPending { get; init; }

    public static bool IsPendingIn(Exception failure) => failure.InnerException is AnswerRefusedException { IsPending: true };

    /// <summary>The verdict on a failed question: the guard's when it was the one that refused.</summary>
    public static NodeVerdict VerdictOf(Exception failure) =>
        failure.InnerException is AnswerRefusedException refused ? refused.Verdict : NodeVerdict.Failed;
}
