using System.Globalization;
using System.Text;

namespace Discovery.Tests.Memcached;

/// <summary>Answers every <c>mg</c> on a scripted transport with a value that follows from the key, in pieces of any size, sometimes late.</summary>
internal sealed class EchoServer(int seed, int latePerMille = 0)
{
    private readonly Random _random = new(seed);
    private readonly StringBuilder _rest = new();

    /// <summary>What a key's value must be; every seventeenth key is a miss.</summary>
    public static string? ValueOf(string key)
    {
        var number = int.Parse(key.AsSpan(1), CultureInfo.InvariantCulture);
        return number % 17 == 0 ? null : string.Concat(Enumerable.Repeat($"<{key}>", number % 701 == 0 ? 10_000 : number % 23));
    }

    public void Answer(ScriptedTransport transport, string sent)
    {
        lock (_random)
        {
            _rest.Append(sent);
            var text = _rest.ToString();
            var replies = new StringBuilder();
            var position = 0;
            for (int end; (end = text.IndexOf("\r\n", position, StringComparison.Ordinal)) >= 0; position = end + 2)
            {
                var value = ValueOf(text[position..end].Split(' ')[1]);
                replies.Append(value is null ? "EN\r\n" : $"VA {value.Length} f0\r\n{value}\r\n");
            }

            _rest.Clear().Append(text.AsSpan(position));
            if (_random.Next(1000) < latePerMille)
                Thread.Sleep(_random.Next(60));
            Dribble(transport, replies.ToString());
        }
    }

    private void Dribble(ScriptedTransport transport, string replies)
    {
        for (var i = 0; i < replies.Length;)
        {
            var length = Math.Min(replies.Length - i, _random.Next(3) == 0 ? _random.Next(1, 40) : _random.Next(1, 70_000));
            transport.Feed(replies.Substring(i, length));
            i += length;
        }
    }
}
