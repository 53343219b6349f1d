using Discovery.Cache;
using Discovery.Load.Work;

namespace Discovery.Load.Targets;

internal sealed class DiscoveryCaller(ICacheClient client, Seat seat) : Caller(seat)
{
    protected override async Task GetAsync()
    {
        while (Continues)
            Got((await client.GetAsync<byte[]>(NextKey())).Value);
    }

    // the client has no call yet that writes into the caller's buffer, so it is spared the copy into it
    protected override Task GetIntoAsync() => GetAsync();

    protected override async Task SetAsync()
    {
        while (Continues)
            Stored((await client.SetAsync(NextKey(), Value)).IsDone);
    }

    protected override async Task MixedAsync()
    {
        while (Continues)
        {
            if (Writes())
                Stored((await client.SetAsync(NextKey(), Value)).IsDone);
            else
                Got((await client.GetAsync<byte[]>(NextKey())).Value);
        }
    }

    protected override async Task MissAsync()
    {
        while (Continues)
            Missed((await client.GetAsync<byte[]>(NextAbsentKey())).Status == CacheStatus.Miss);
    }

    protected override async Task GetManyAsync()
    {
        while (Continues)
        {
            var keys = NextKeys();
            var results = await client.GetManyAsync<byte[]>(keys);
            var found = 0;
            foreach (var (_, result) in results)
                found += result.IsHit ? 1 : 0;
            GotMany(found, results[keys[0]].Value);
        }
    }
}
