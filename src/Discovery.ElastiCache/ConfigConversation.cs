namespace Discovery;

/// <summary>
/// Asks with the command that this endpoint last knew and, on the same connection, with the other one when it does not know it
/// (any longer).
/// </summary>
internal static class ConfigConversation
{
    public static async Task<ConfigAnswer> RunAsync(ConfigConnection connection, ConfigQuestion question, CancellationToken cancellationToken)
    {
        var legacy = question.LegacyFirst;
        var first = await connection.AskAsync(legacy ? ConfigCommand.Legacy : ConfigCommand.Current, cancellationToken).ConfigureAwait(false);
        if (first.Kind == ConfigReplyKind.Configuration)
            return new ConfigAnswer(ConfigBody.Parse(first.Body), legacy);
        var second = await connection.AskAsync(legacy ? ConfigCommand.Current : ConfigCommand.Legacy, cancellationToken).ConfigureAwait(false);
        if (second.Kind == ConfigReplyKind.Configuration)
            return new ConfigAnswer(ConfigBody.Parse(second.Body), !legacy);
        throw Unanswered(legacy ? second.Kind : first.Kind, question.Endpoint.Host);
    }

    private static ConfigEndpointException Unanswered(ConfigReplyKind toCurrent, string host)
    {
        if (toCurrent == ConfigReplyKind.Nothing)
            return new(EndpointTrouble.Misconfigured, "it knows 'config get cluster' and has no cluster configuration. Check that {section}:Endpoint is the configuration endpoint of a cluster with auto discovery.");
        var what = host.Contains(".serverless.", StringComparison.OrdinalIgnoreCase)
            ? "it is ElastiCache Serverless, which has no nodes to discover. Use the Static source with this one endpoint."
            : "it does not know 'config get cluster': plain memcached and ElastiCache Serverless do not. Give {section}:Endpoint a configuration endpoint, list the servers in the Static source, or set {section}:FallbackToEndpoint in development.";
        return new(EndpointTrouble.Unsupported, what);
    }
}
