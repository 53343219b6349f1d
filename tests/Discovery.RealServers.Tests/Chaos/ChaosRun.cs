using System.Collections.Concurrent;
using System.Globalization;
using Condition = Discovery.RealServers.Tests.Chaos.ChaosWorld.Condition;

namespace Discovery.RealServers.Tests.Chaos;

/// <summary>Makes trouble by lot, one thing after another, and keeps a journal of it. The same seed draws the same lots.</summary>
internal sealed class ChaosRun(ChaosWorld world, int seed)
{
    private const int LongestPauseMilliseconds = 700;
    private readonly Random _random = new(seed);
    private readonly ConcurrentQueue<string> _journal = new();
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>What was done, and when.</summary>
    public IReadOnlyCollection<string> Journal => _journal;

    public async Task RunAsync(TimeSpan time)
    {
        while (TimeProvider.System.GetElapsedTime(_start) < time)
        {
            var done = await StepAsync();
            _journal.Enqueue(string.Create(CultureInfo.InvariantCulture, $"{TimeProvider.System.GetElapsedTime(_start).TotalSeconds:0.0} {done}"));
            await Task.Delay(_random.Next(LongestPauseMilliseconds));
        }
    }

    private async Task<string> StepAsync()
    {
        var lot = _random.Next(100);
        // what Consul is asked for must wait until it answers
        if (world.Consul != Condition.Well && lot is >= 40 and < 85)
            lot = _random.Next(3) == 0 ? 84 : _random.Next(40);
        return lot switch
        {
            < 40 => await TroubleNodeAsync(AnyNode()),
            < 66 => await ToggleAsync(AnyNode()),
            < 75 => $"the token may see nodes: {await world.FlipRightsAsync()}",
            < 85 => await TroubleConsulAsync(),
            _ => TroubleFile(),
        };
    }

    private string AnyNode() => ChaosWorld.Ids[_random.Next(ChaosWorld.Ids.Count)];

    private async Task<string> TroubleNodeAsync(string id)
    {
        var to = world.ConditionOf(id) switch
        {
            Condition.Well => (Condition)_random.Next(3), // well again is a restart
            Condition.Frozen => _random.Next(3) == 0 ? Condition.Gone : Condition.Well,
            _ => Condition.Well,
        };
        await world.ChangeNodeAsync(id, to);
        return $"node {id} is {to}";
    }

    private async Task<string> ToggleAsync(string id) => $"node {id} is registered: {await world.ToggleAsync(id)}";

    private async Task<string> TroubleConsulAsync()
    {
        if (world.Consul == Condition.Well && _random.Next(3) == 0)
        {
            await world.WipeConsulAsync();
            return "Consul has forgotten everything";
        }

        var to = world.Consul == Condition.Well ? (Condition)_random.Next(3) : Condition.Well;
        await world.ChangeConsulAsync(to);
        return $"Consul is {to}";
    }

    private string TroubleFile()
    {
        try
        {
            return _random.Next(3) switch
            {
                0 => Delete(),
                1 => Overwrite("cut", bytes => bytes[.._random.Next(bytes.Length + 1)]),
                _ => Overwrite("garbled", Garble),
            };
        }
        catch (IOException)
        {
            return "the file is just being written";
        }
    }

    private string Delete()
    {
        File.Delete(world.NodeFile);
        return "the file is gone";
    }

    private string Overwrite(string how, Func<byte[], byte[]> change)
    {
        File.WriteAllBytes(world.NodeFile, change(File.ReadAllBytes(world.NodeFile)));
        return $"the file is {how}";
    }

    private byte[] Garble(byte[] bytes)
    {
        for (var i = 0; i < bytes.Length; i += 1 + _random.Next(40))
            bytes[i] = (byte)_random.Next(256);
        return bytes;
    }
}
