using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Discovery;

/// <summary>
/// Asks a configuration endpoint for its nodes, and one of the nodes too when the answer is doubtful. Keeps no connection and no
/// timer between two questions.
/// </summary>
internal sealed class ElastiCacheNodeSource : INodeSource
{
    private readonly string _optionsName;
    private readonly IOptionsMonitor<ElastiCacheOptions> _options;
    private readonly ConfigEndpointClient _client;
    private readonly SecondOpinion _opinion;
    private readonly ILogger _logger;
    private volatile EndpointMemory _memory;

    /// <summary>Throws what the options throw, so that a wrong configuration fails at the start.</summary>
    public ElastiCacheNodeSource(
        string name, string optionsName, IOptionsMonitor<ElastiCacheOptions> options, ConfigEndpointClient client, ILogger logger)
    {
        Name = name;
        _optionsName = optionsName;
        _options = options;
        _client = client;
        _opinion = new SecondOpinion(name, client, logger);
        _logger = logger;
        _memory = new EndpointMemory(ScopeOf(HostPort.Parse(options.Get(optionsName).Endpoint)));
    }

    public string Name { get; }

    public string Scope
    {
        get
        {
            try
            {
                return ScopeOf(HostPort.Parse(_options.Get(_optionsName).Endpoint));
            }
            catch (Exception e) when (IsBadOptions(e))
            {
                return _memory.Scope;
            }
        }
    }

    public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var options = ReadOptions();
        var endpoint = HostPort.Parse(options.Endpoint);
        var memory = Recall(endpoint);
        try
        {
            var question = new ConfigQuestion(endpoint, options, memory.IsLegacy);
            var answer = await _client.AskAsync(question, cancellationToken).ConfigureAwait(false);
            memory.IsLegacy = answer.IsLegacy;
            memory.IsDiscovered = true;
            if (memory.LeaveFallback())
                _logger.FallbackLeft(Name, memory.Scope);
            return memory.Last = await _opinion.OnAsync(answer, question, known ?? memory.Last, cancellationToken).ConfigureAwait(false);
        }
        catch (ConfigEndpointException e)
        {
            var message = $"{Name}: the configuration endpoint {endpoint}: {e.Message.Replace("{section}", Name, StringComparison.Ordinal)}";
            var mayFallBack = options.FallbackToEndpoint && !memory.IsDiscovered && e.Trouble is EndpointTrouble.Unreachable or EndpointTrouble.Unsupported;
            if (!mayFallBack)
                throw new NodeSourceException(e.Kind, message, e);
            if (memory.EnterFallback())
                _logger.FallbackEntered(Name, memory.Scope, message);
            return new NodeSet([new Node(ConfigNode.NormalizeHost(endpoint.Host), endpoint.Port)]);
        }
    }

    private static string ScopeOf(HostPort endpoint) => (endpoint with { Host = ConfigNode.NormalizeHost(endpoint.Host) }).ToString();

    private static bool IsBadOptions(Exception e) => e is OptionsValidationException or InvalidOperationException;

    private ElastiCacheOptions ReadOptions()
    {
        try
        {
            return _options.Get(_optionsName);
        }
        catch (Exception e) when (IsBadOptions(e))
        {
            throw new NodeSourceException(NodeSourceFailure.Configuration, e.Message, e);
        }
    }

    private EndpointMemory Recall(HostPort endpoint)
    {
        var scope = ScopeOf(endpoint);
        var memory = _memory;
        return string.Equals(memory.Scope, scope, StringComparison.Ordinal) ? memory : _memory = new EndpointMemory(scope);
    }
}
