using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Discovery;

/// <summary>
/// The list in the options. It makes the options itself at each look instead of asking the monitor, because the monitor says
/// nothing when a reload brings an invalid list, and a held call has to end then.
/// </summary>
internal sealed class StaticNodeSource : INodeSource
{
    private readonly string _optionsName;
    private readonly IOptionsFactory<StaticOptions> _options;
    private readonly IOptionsChangeTokenSource<StaticOptions>[] _changes;

    public StaticNodeSource(
        string optionsName, IOptionsFactory<StaticOptions> options, IEnumerable<IOptionsChangeTokenSource<StaticOptions>> changes)
    {
        _optionsName = optionsName;
        _options = options;
        _changes = [.. changes.Where(change => change.Name is null || string.Equals(change.Name, optionsName, StringComparison.Ordinal))];
        _ = options.Create(optionsName);
    }

    public string Name => "Static";

    public bool WaitsForChange => true;

    public async ValueTask<NodeSet> GetNodesAsync(NodeSet? known, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            // the subscription comes before the look, so no change falls between them
            var subscriptions = Array.ConvertAll(_changes, change => ChangeToken.OnChange(change.GetChangeToken, () => changed.TrySetResult()));
            try
            {
                var current = Read();
                if (!current.Equals(known))
                    return current;
                await changed.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                Array.ForEach(subscriptions, subscription => subscription.Dispose());
            }
        }
    }

    private NodeSet Read()
    {
        try
        {
            return new NodeSet(StaticNodeList.Read(_options.Create(_optionsName), []));
        }
        catch (Exception e) when (e is OptionsValidationException or InvalidOperationException)
        {
            throw new NodeSourceException(NodeSourceFailure.Configuration, e.Message, e);
        }
    }
}
