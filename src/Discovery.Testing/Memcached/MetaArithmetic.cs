using System.Globalization;

namespace Discovery.Testing.Memcached;

/// <summary>ma: counts in a stored decimal number, or makes it.</summary>
internal static class MetaArithmetic
{
    public static MetaError CheckMode(byte mode) => mode is 0 or (byte)'I' or (byte)'+' or (byte)'D' or (byte)'-' ? MetaError.None : MetaError.BadMode;

    public static void Execute(ServerContext server, scoped in MetaCommand command, ReplyWriter output)
    {
        var item = server.Store.Find(command.Key);
        if (item is null && command.VivifyTtl is not null)
            Answer(server.Store, Make(server.Store, command), created: true, command, output);
        else if (item is null)
            MetaReply.Status(output, "NF"u8, command);
        else if (item.Value.Length > 0 && command.Cas is { } cas && cas != item.Cas)
            MetaReply.Status(output, "EX"u8, command);
        else if (Counter.TryAdd(server.Store, item, command.Delta ?? 1, command.Mode is (byte)'D' or (byte)'-', command.NewCas))
            Answer(server.Store, server.Store.Find(command.Key) ?? item, created: false, command, output);
        else
            output.Line(Counter.NotANumber);
    }

    private static Item Make(ItemStore store, scoped in MetaCommand command)
    {
        Span<byte> digits = stackalloc byte[20];
        command.Initial.TryFormat(digits, out var length, default, CultureInfo.InvariantCulture);
        var item = store.Vivify(command.Key, command.NewCas);
        item.Value = digits[..length].ToArray();
        return item;
    }

    private static void Answer(ItemStore store, Item item, bool created, scoped in MetaCommand command, ReplyWriter output)
    {
        var start = output.Length;
        var digits = item.Value.AsSpan().TrimEnd((byte)' ');
        if (command.WantsValue)
            output.Add("VA "u8).Add((ulong)digits.Length);
        else
            output.Add("HD"u8);
        var flags = command.Flags;
        while (flags.Next() is { IsEmpty: false } token)
        {
            if (token[0] == (byte)'T' || (created && token[0] == (byte)'N'))
                item.ExpiresAt = store.Clock.ExpiryOf((token[0] == (byte)'T' ? command.Ttl : command.VivifyTtl) ?? 0);
            else
                Tell(store, item, token, command, output);
        }

        output.Add("\r\n"u8);
        if (command.WantsValue)
            output.Line(digits);
        // a number that had to be made is told even to a quiet caller
        if (command.Quiet && !created)
            output.Truncate(start);
    }

    private static void Tell(ItemStore store, Item item, ReadOnlySpan<byte> token, scoped in MetaCommand command, ReplyWriter output)
    {
        switch (token[0])
        {
            case (byte)'t':
                output.Add(" t"u8).Add(store.Clock.SecondsLeft(item));
                break;
            case (byte)'c':
                output.Add(" c"u8).Add(item.Cas);
                break;
            case (byte)'k':
                MetaReply.SentKey(output, command);
                break;
            case (byte)'O':
                output.Add((byte)' ').Add(token);
                break;
        }
    }
}
