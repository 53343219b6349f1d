using System.Globalization;
using System.Text;
using Discovery.Cache;
using Discovery.Cache.Memcached.Protocol;
using FsCheck;
using FsCheck.Fluent;

namespace Discovery.Tests.Memcached;

/// <summary>Whatever is written reads back, as a server would read it, as exactly the commands that were issued.</summary>
public sealed class MetaWriterPropertyTests
{
    [Fact]
    public void Write_AnyCommands_TokeniseBackToThem() =>
        Prop.ForAll((NonNull<string>[] keys, NonNull<byte[]>[] values, int seed) => RoundTrips(keys, values, new Random(seed))).QuickCheckThrowOnFailure();

    [Fact]
    public void Write_HostileKeys_AreRefusedOrStayOneToken()
    {
        string[] parts = ["a", " ", "\r\n", "flush_all", "\n", "mg x v", "\0", "é", "\u2028", "\ud800", "\t"];
        Prop.ForAll((int[] picks, int seed) =>
        {
            var key = string.Concat(picks.Select(pick => parts[(pick & int.MaxValue) % parts.Length]));
            return RoundTrips([NonNull<string>.NewNonNull(key)], [], new Random(seed));
        }).QuickCheckThrowOnFailure();
    }

    private static bool RoundTrips(NonNull<string>[] keys, NonNull<byte[]>[] values, Random random)
    {
        using var buffer = new WriteBuffer();
        var issued = new List<string>();
        var target = new byte[KeyRules.MaxBytes];
        for (var i = 0; i < keys.Length; i++)
        {
            var command = new Command
            {
                Kind = (CommandKind)random.Next((int)CommandKind.FlushAll + 1),
                Value = values.Length == 0 ? default : values[i % values.Length].Get,
                Flags = (uint)random.NextInt64(1L << 32),
                Expiry = random.Next(-1, int.MaxValue),
                Version = (ulong)random.NextInt64(),
                Delta = (ulong)random.NextInt64(),
                Initial = random.Next(2) == 0 ? null : (ulong)random.NextInt64(),
            };
            try
            {
                var length = KeyRules.Encode([], keys[i].Get, target);
                MetaWriter.Write(buffer, command, target.AsSpan(0, length));
                issued.Add(Describe(command, target[..length]));
            }
            catch (CacheKeyException)
            {
                // refused, so nothing of it may be in the bytes
            }
        }

        Assert.Equal(issued, ServerSide.Tokenise(buffer.Written.ToArray()));
        return true;
    }

    private static string Describe(in Command command, byte[] key)
    {
        var name = command.Kind == CommandKind.FlushAll ? "" : Convert.ToHexString(key);
        var stores = command.Kind is >= CommandKind.Set and <= CommandKind.Prepend;
        return $"{command.Kind} {name} {(stores ? Convert.ToHexString(command.Value.Span) : "")}";
    }

    /// <summary>The least that a server does: lines, blanks, data blocks.</summary>
    private static class ServerSide
    {
        public static List<string> Tokenise(byte[] bytes)
        {
            var found = new List<string>();
            for (var position = 0; position < bytes.Length;)
            {
                var end = Array.IndexOf(bytes, (byte)'\n', position);
                Assert.True(end > position && bytes[end - 1] == '\r');
                var words = Encoding.Latin1.GetString(bytes, position, end - 1 - position).Split(' ');
                position = end + 1;
                var value = "";
                if (string.Equals(words[0], "ms", StringComparison.Ordinal))
                {
                    var length = int.Parse(words[2], CultureInfo.InvariantCulture);
                    value = Convert.ToHexString(bytes, position, length);
                    Assert.Equal("\r\n"u8.ToArray(), bytes.AsSpan(position + length, 2).ToArray());
                    position += length + 2;
                }

                var key = words.Length > 1 ? Convert.ToHexString(Encoding.Latin1.GetBytes(words[1])) : "";
                found.Add($"{Kind(words)} {key} {value}");
            }

            return found;
        }

        private static CommandKind Kind(string[] words) => words[0] switch
        {
            "mg" => words.Skip(2).Contains("c") ? CommandKind.GetVersioned : words.Skip(2).Any(word => word.StartsWith('T')) ? CommandKind.GetAndTouch : CommandKind.Get,
            "md" => CommandKind.Remove,
            "touch" => CommandKind.Touch,
            "ma" => words.Skip(2).Contains("MD") ? CommandKind.Decrement : CommandKind.Increment,
            "flush_all" => CommandKind.FlushAll,
            "ms" => words[^1] switch
            {
                "ME" => CommandKind.Add,
                "MR" => CommandKind.Replace,
                "MA" => CommandKind.Append,
                "MP" => CommandKind.Prepend,
                _ => words[^1].StartsWith('C') ? CommandKind.CompareAndSet : CommandKind.Set,
            },
            _ => throw new InvalidOperationException(words[0]),
        };
    }
}
