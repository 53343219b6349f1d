namespace Discovery.Testing.Consul;

/// <summary>The instances and their indexes. Each change gives the services it touches the next index and wakes who waits.</summary>
internal sealed class ConsulCatalog
{
    private readonly Lock _gate = new();
    private readonly Dictionary<(string Node, string Id), FakeConsulService> _services = [];
    private readonly Dictionary<string, ulong> _indexes = new(StringComparer.Ordinal);
    private TaskCompletionSource _changed = NewSignal();
    private ulong _floor = 10;
    private ulong _index = 10;
    private int _era;

    public ulong Index
    {
        get
        {
            lock (_gate)
                return _index;
        }
    }

    /// <summary>What is known of a service now, with a task that ends at the next change of anything.</summary>
    public ConsulView Read(string service)
    {
        lock (_gate)
        {
            var instances = _services.Values.Where(one => string.Equals(one.Service, service, StringComparison.Ordinal)).ToList();
            return new ConsulView(instances, _indexes.GetValueOrDefault(service, _floor), _era, _changed.Task);
        }
    }

    public void Put(FakeConsulService instance) => Change(() =>
    {
        _services[(instance.Node, instance.Id)] = instance;
        return [instance.Service];
    });

    public int Remove(string id, string? node) => Update(id, node, _ => null);

    /// <summary>Replaces the instances of an id, on one agent or on all; null removes.</summary>
    public int Update(string id, string? node, Func<FakeConsulService, FakeConsulService?> update)
    {
        var count = 0;
        Change(() =>
        {
            var found = _services.Where(pair => string.Equals(pair.Key.Id, id, StringComparison.Ordinal) && (node is null || string.Equals(pair.Key.Node, node, StringComparison.Ordinal))).ToList();
            foreach (var (key, instance) in found)
            {
                if (update(instance) is { } updated)
                    _services[key] = updated;
                else
                    _services.Remove(key);
            }

            count = found.Count;
            return [.. found.Select(pair => pair.Value.Service)];
        });
        return count;
    }

    /// <summary>Raises the index of every service, as a change of something that no answer shows does.</summary>
    public void Touch() => Change(() => [.. _indexes.Keys]);

    /// <summary>Forgets everything, the index too, and answers who waits, as the restoration of an old snapshot does.</summary>
    public void Forget() => Change(() =>
    {
        _services.Clear();
        _indexes.Clear();
        _index = 0;
        _floor = 1;
        _era++;
        return [];
    });

    private void Change(Func<string[]> change)
    {
        TaskCompletionSource signal;
        lock (_gate)
        {
            var touched = change();
            _index++;
            foreach (var service in touched)
                _indexes[service] = _index;
            signal = _changed;
            _changed = NewSignal();
        }

        signal.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <param name="Instances">The instances of the service.</param>
/// <param name="Index">The index of the service; of one that never was, that of the beginning.</param>
/// <param name="Era">Rises when state is lost.</param>
/// <param name="Changed">Ends at the next change of anything.</param>
internal sealed record ConsulView(IReadOnlyList<FakeConsulService> Instances, ulong Index, int Era, Task Changed);
