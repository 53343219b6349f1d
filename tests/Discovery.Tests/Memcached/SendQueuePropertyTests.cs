using Discovery.Cache;
using Discovery.Cache.Memcached.Connections;
using Discovery.Cache.Memcached.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.Memcached;

/// <summary>Whatever is sent reads back, as a server would read it, as exactly the operations that were issued, in either dialect.</summary>
public sealed class SendQueuePropertyTests
{
    private static readonly Dialect[] Dialects = [new(true, true), new(false, true), new(false, false)];

    [Fact]
    public void Encode_AnyOperations_TokeniseBackToThem() =>
        Prop.ForAll((NonNull<string>[] keys, NonNull<byte[]>[] values, int seed) => RoundTrips(keys, values, new Random(seed))).QuickCheckThrowOnFailure();

    [Fact]
    public void Encode_HostileKeys_AreRefusedOrStayOneToken()
    {
        string[] parts = ["a", " ", "\r\n", "flush_all", "\n", "mg x v", "\0", "é", "\u2028", "\ud800", "\t"];
        Prop.ForAll((int[] picks, int seed) =>
        {
            var key = string.Concat(picks.Select(pick => parts[(pick & int.MaxValue) % parts.Length]));
            return RoundTrips([NonNull<string>.NewNonNull(key)], [], new Random(seed));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void Encode_GetsInARow_ShareCommandsWithinTheirBounds()
    {
        using var queue = new SendQueue(Dialects[0]);
        for (var i = 0; i < 1000; i++)
            queue.Encode(Operation(new Command { Kind = CommandKind.Get }, new string((char)('a' + (i % 26)), 200))!, outstanding: i, now: 0);
        queue.TrySwap();
        var lines = System.Text.Encoding.Latin1.GetString(queue.Sending.Span).Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 8 * 1024));
        Assert.All(lines, line => Assert.InRange(line.Split(' ').Length - 1, 1, 100));
        Assert.Equal(16, lines[0].Split(' ').Length - 1);
        Assert.Equal(1000, lines.Sum(line => line.Split(' ').Length - 1));
    }

    private static bool RoundTrips(NonNull<string>[] keys, NonNull<byte[]>[] values, Random random)
    {
        foreach (var dialect in Dialects)
        {
            using var queue = new SendQueue(dialect);
            var issued = new List<string>();
            var sent = new List<byte>();
            for (var i = 0; i < keys.Length; i++)
            {
                var command = AnyCommand(random, values.Length == 0 ? [] : values[i % values.Length].Get);
                if (Operation(command, keys[i].Get) is not { } operation)
                    continue;
                issued.Add(Describe(operation));
                queue.Encode(operation, outstanding: i, now: 0);
                if (random.Next(4) == 0 && queue.TrySwap())
                    sent.AddRange(queue.Sending.Span);
            }

            if (queue.TrySwap())
                sent.AddRange(queue.Sending.Span);
            Assert.Equal(issued, WireTokeniser.Tokenise([.. sent], dialect));
        }

        return true;
    }

    private static PendingOperation? Operation(in Command command, string key)
    {
        var operation = new PendingOperation { Command = command };
        try
        {
            operation.SetKey([], key);
            return operation;
        }
        catch (CacheKeyException)
        {
            // refused, so nothing of it may be in the bytes
            return null;
        }
    }

    private static Command AnyCommand(Random random, byte[] value) => new()
    {
        Kind = (CommandKind)random.Next((int)CommandKind.FlushAll + 1),
        Value = value,
        Flags = (uint)random.NextInt64(1L << 32),
        Expiry = random.Next(-1, int.MaxValue),
        Version = (ulong)random.NextInt64(),
        Delta = (ulong)random.NextInt64(),
        Initial = random.Next(2) == 0 ? null : (ulong)random.NextInt64(),
    };

    private static string Describe(PendingOperation operation)
    {
        var kind = operation.Command.Kind;
        var name = kind == CommandKind.FlushAll ? "" : Convert.ToHexString(operation.Key);
        var stores = kind is >= CommandKind.Set and <= CommandKind.Prepend;
        return $"{kind} {name} {(stores ? Convert.ToHexString(operation.Command.Value.Span) : "")}";
    }
}
