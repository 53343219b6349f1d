namespace Discovery;

/// <summary>A failure below the source; the message does not name the endpoint yet, and writes option names as <c>{section}:Option</c>.</summary>
internal sealed class ConfigEndpointException : Exception
{
    public ConfigEndpointException(EndpointTrouble trouble, string message, Exception? innerException = null)
        : base(message, innerException) => Trouble = trouble;

    public EndpointTrouble Trouble { get; }

    public bool MayPass => Trouble is EndpointTrouble.Unreachable or EndpointTrouble.BadReply;

    public NodeSourceFailure Kind => Trouble switch
    {
        EndpointTrouble.Unsupported or EndpointTrouble.Misconfigured => NodeSourceFailure.Configuration,
        EndpointTrouble.NoNodes or EndpointTrouble.Disputed => NodeSourceFailure.Suspect,
        _ => NodeSourceFailure.Transient,
    };
}
