using System.Diagnostics;
using Discovery.Load.Measure;
using Discovery.Load.Work;

namespace Discovery.Load.Targets;

/// <summary>
/// One caller: an operation, and when it has ended the next, until the slot is over. Each target writes the loops in its own
/// words, so that nothing stands between the loop and the call.
/// </summary>
internal abstract class Caller
{
    private const int CheckEvery = 64;
    private readonly Seat _seat;
    private readonly Dataset _data;
    private uint _random;
    private uint _reads;
    private int _index;
    private long _last;

    protected Caller(Seat seat)
    {
        _seat = seat;
        _data = seat.Data;
        _random = (uint)seat.Seed * 2654435769u | 1;
        Into = new ReusedBuffer(seat.Kind == WorkKind.GetInto ? _data.Values[0].Length : 0);
    }

    public Histogram Latency { get; } = new();

    /// <summary>What a get into a buffer writes to.</summary>
    protected ReusedBuffer Into { get; }

    protected bool Continues => _seat.Slot.IsOpen;

    public Task RunAsync()
    {
        _last = Stopwatch.GetTimestamp();
        return _seat.Kind switch
        {
            WorkKind.Get => GetAsync(),
            WorkKind.GetInto => GetIntoAsync(),
            WorkKind.Set => SetAsync(),
            WorkKind.Mixed => MixedAsync(),
            WorkKind.Miss => MissAsync(),
            _ => GetManyAsync(),
        };
    }

    protected abstract Task GetAsync();

    protected abstract Task GetIntoAsync();

    protected abstract Task SetAsync();

    protected abstract Task MixedAsync();

    protected abstract Task MissAsync();

    protected abstract Task GetManyAsync();

    protected string NextKey() => _data.Keys[_index = Next(_data.Keys.Length)];

    protected string NextAbsentKey() => _data.AbsentKeys[_index = Next(_data.Keys.Length)];

    protected string[] NextKeys() => _data.Combined[_index = Next(_data.Combined.Length)];

    protected byte[] Value => _data.Values[_index];

    /// <summary>Whether the next operation of a mix is a set.</summary>
    protected bool Writes() => Next(10) == 0;

    /// <summary>The value that was read, or null for a miss.</summary>
    protected void Got(byte[]? value)
    {
        if (value is null)
            throw Wrong("was not found");
        Check(value, _index);
        Record();
    }

    /// <summary>The value is in <see cref="Into"/>.</summary>
    protected void GotInto(bool found)
    {
        if (!found)
            throw Wrong("was not found");
        Check(Into.Written, _index);
        Record();
    }

    protected void Missed(bool isMiss)
    {
        if (!isMiss)
            throw Wrong("was found, or could not be asked for");
        Record();
    }

    protected void Stored(bool done)
    {
        if (!done)
            throw Wrong("was not stored");
        Record();
    }

    /// <summary>How many were found, and the value of the first.</summary>
    protected void GotMany(int found, byte[]? first)
    {
        if (found != Dataset.ManyKeys || first is null)
            throw Wrong("and those after it were not all found");
        Check(first, Dataset.FirstOf(_index, _data.Keys.Length));
        Record();
    }

    private void Check(ReadOnlySpan<byte> value, int index)
    {
        var right = _data.Values[index];
        if (value.Length != right.Length || (++_reads % CheckEvery == 0 && !value.SequenceEqual(right)))
            throw Wrong("came with another value than its own");
    }

    private WrongAnswerException Wrong(string what) => new($"{_seat.Kind}: key number {_index} of size {_data.Values[0].Length} {what}");

    private int Next(int count)
    {
        _random ^= _random << 13;
        _random ^= _random >> 17;
        _random ^= _random << 5;
        return (int)(((ulong)_random * (uint)count) >> 32);
    }

    private void Record()
    {
        var now = Stopwatch.GetTimestamp();
        if (_seat.Slot.IsMeasured)
            Latency.Add(now - _last);
        _last = now;
    }
}
