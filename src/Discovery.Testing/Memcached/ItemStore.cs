namespace Discovery.Testing.Memcached;

/// <summary>
/// The items, their CAS numbers and their deaths. Pure: no sockets and no locks of its own; whoever calls holds <see cref="Gate"/>
/// for as long as one command takes.
/// </summary>
internal sealed class ItemStore(StoreClock clock, int maxItemBytes)
{
    private readonly Dictionary<byte[], Item> _items = new(new KeyComparer());
    private ulong _lastCas;
    private long _flushAt = long.MaxValue;

    public Lock Gate { get; } = new();

    public StoreClock Clock => clock;

    public int MaxItemBytes => maxItemBytes;

    /// <summary>The items that are alive.</summary>
    public int Count()
    {
        ApplyDueFlush();
        var now = clock.Now;
        return _items.Values.Count(item => item.ExpiresAt > now);
    }

    /// <summary>The item under a key, or null when there is none that is alive.</summary>
    public Item? Find(ReadOnlySpan<byte> key)
    {
        ApplyDueFlush();
        if (!_items.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out var item))
            return null;
        if (item.ExpiresAt > clock.Now)
            return item;
        _items.Remove(item.Key);
        return null;
    }

    public void MarkFetched(Item item)
    {
        item.Fetched = true;
        item.AccessedAt = clock.Now;
    }

    public void Remove(Item item) => _items.Remove(item.Key);

    public ulong NextCas() => ++_lastCas;

    /// <summary>Makes the empty item that stands for a value somebody is about to make.</summary>
    public Item Vivify(ReadOnlySpan<byte> key, ulong? cas) => Link(new Item(key.ToArray(), []), cas);

    /// <summary>Stores a value as the request's mode and CAS allow.</summary>
    public StoreOutcome Store(in StoreRequest request, ReadOnlySpan<byte> data, out ulong cas)
    {
        cas = 0;
        var old = Find(request.Key);
        var outcome = old is null ? MayCreate(request) : MayReplace(request, old);
        if (outcome != StoreOutcome.Stored)
            return outcome;
        var item = Compose(request, old, data);
        if (item.Size > maxItemBytes)
            return StoreOutcome.NotStored;
        if (old is not null && request.Cas is { } known && known != old.Cas)
            (item.Stale, item.TokenSent, item.ExpiresAt) = (true, old.TokenSent, old.ExpiresAt);
        cas = Link(item, request.NewCas).Cas;
        return StoreOutcome.Stored;
    }

    /// <summary>Replaces the number in an item; a shorter one is padded with blanks, a longer one makes a new item.</summary>
    public void Rewrite(Item item, ReadOnlySpan<byte> digits, ulong? cas)
    {
        if (digits.Length > item.Value.Length)
        {
            Link(new Item(item.Key, digits.ToArray()) { Flags = item.Flags, ExpiresAt = item.ExpiresAt }, cas);
            return;
        }

        var padded = new byte[item.Value.Length];
        padded.AsSpan().Fill((byte)' ');
        digits.CopyTo(padded);
        (item.Value, item.Cas) = (padded, cas ?? NextCas());
    }

    /// <summary>Removes everything that is stored now, at once or when so many seconds have passed.</summary>
    public void FlushAll(int delaySeconds)
    {
        _flushAt = delaySeconds == 0 ? 0 : clock.ExpiryOf(delaySeconds);
        // the real server draws the line at a CAS number, which costs one
        if (delaySeconds == 0)
            NextCas();
        ApplyDueFlush();
    }

    private static StoreOutcome MayCreate(in StoreRequest request) => request.Mode switch
    {
        StoreMode.Add => StoreOutcome.Stored,
        StoreMode.Append or StoreMode.Prepend when request.VivifyExptime is not null => StoreOutcome.Stored,
        StoreMode.Append or StoreMode.Prepend => StoreOutcome.NotStored,
        _ when request.Cas is not null => StoreOutcome.NotFound,
        StoreMode.Replace => StoreOutcome.NotStored,
        _ => StoreOutcome.Stored,
    };

    private static StoreOutcome MayReplace(in StoreRequest request, Item old)
    {
        if (request.Mode == StoreMode.Add)
            return StoreOutcome.NotStored;
        if (request.Cas is not { } cas || cas == old.Cas)
            return StoreOutcome.Stored;
        var mayBeLate = request.Invalidate && request.Mode is (StoreMode.Set or StoreMode.Replace);
        return mayBeLate && cas < old.Cas ? StoreOutcome.Stored : StoreOutcome.Exists;
    }

    private Item Compose(in StoreRequest request, Item? old, ReadOnlySpan<byte> data)
    {
        var joins = request.Mode is StoreMode.Append or StoreMode.Prepend;
        if (joins && old is not null)
        {
            byte[] joined = request.Mode == StoreMode.Append ? [.. old.Value, .. data] : [.. data, .. old.Value];
            return new Item(old.Key, joined) { Flags = old.Flags, ExpiresAt = old.ExpiresAt };
        }

        var exptime = joins ? request.VivifyExptime ?? 0 : request.Exptime;
        return new Item(request.Key.ToArray(), data.ToArray())
        {
            Flags = request.Flags,
            ExpiresAt = clock.ExpiryOf(exptime),
            BinaryKey = request.BinaryKey,
        };
    }

    private Item Link(Item item, ulong? cas)
    {
        item.Cas = cas ?? NextCas();
        item.AccessedAt = clock.Now;
        _items[item.Key] = item;
        return item;
    }

    private void ApplyDueFlush()
    {
        if (_flushAt == long.MaxValue || clock.Now < _flushAt)
            return;
        _items.Clear();
        _flushAt = long.MaxValue;
    }
}
