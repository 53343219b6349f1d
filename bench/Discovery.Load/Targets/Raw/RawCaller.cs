using Discovery.Load.Work;

namespace Discovery.Load.Targets.Raw;

internal sealed class RawCaller(RawTarget target, Seat seat) : Caller(seat)
{
    private readonly byte[]?[] _values = new byte[]?[Dataset.ManyKeys];

    protected override async Task GetAsync()
    {
        while (Continues)
            Got(await target.GetAsync(NextKey()));
    }

    protected override async Task GetIntoAsync()
    {
        while (Continues)
            GotInto(await target.GetAsync(NextKey(), Into.Emptied()));
    }

    protected override async Task SetAsync()
    {
        while (Continues)
            Stored(await target.SetAsync(NextKey(), Value));
    }

    protected override async Task MixedAsync()
    {
        while (Continues)
        {
            if (Writes())
                Stored(await target.SetAsync(NextKey(), Value));
            else
                Got(await target.GetAsync(NextKey()));
        }
    }

    protected override async Task MissAsync()
    {
        while (Continues)
            Missed(await target.GetAsync(NextAbsentKey()) is null);
    }

    protected override async Task GetManyAsync()
    {
        while (Continues)
        {
            await target.GetManyAsync(NextKeys(), _values);
            var found = 0;
            foreach (var value in _values)
                found += value is null ? 0 : 1;
            GotMany(found, _values[0]);
        }
    }
}
