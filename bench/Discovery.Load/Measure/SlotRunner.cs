using System.Diagnostics;
using Discovery.Load.Targets;
using Discovery.Load.Work;

namespace Discovery.Load.Measure;

/// <summary>Gives the machine to one target for one slot. The conductor is the main thread, which no thread pool can starve.</summary>
internal static class SlotRunner
{
    private static readonly TimeSpan Ramp = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(30);

    public static Measurement Run(ITarget target, LoadCase load, Datasets data, TimeSpan length)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var slot = new Slot();
        var callers = Seats(load, slot, data).Select(target.NewCaller).ToArray();
        var tasks = Array.ConvertAll(callers, caller => Start(caller, target.Blocks));
        Thread.Sleep(Ramp);
        var result = Measure(slot, length);
        if (!Task.WaitAll(tasks, EndLimit))
            throw new InvalidOperationException($"{load.Name}: {tasks.Count(task => !task.IsCompleted)} callers of {target.Name} have not come back; {target.Fault?.Message}", target.Fault);
        foreach (var caller in callers.Take(load.Callers))
            result.Latency.Merge(caller.Latency);
        return result;
    }

    // the last seats are of the readers that stand beside; they are not measured
    private static IEnumerable<Seat> Seats(LoadCase load, Slot slot, Datasets data) =>
        Enumerable.Range(1, load.Callers).Select(i => new Seat(slot, data.Of(load.ValueBytes), load.Kind, i))
            .Concat(Enumerable.Range(1, load.LargeReaders).Select(i => new Seat(slot, data.Of(Sizes.Large), WorkKind.GetInto, -i)));

    private static Task Start(Caller caller, bool blocks) => blocks
        ? Task.Factory.StartNew(caller.RunAsync, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()
        : Task.Run(caller.RunAsync);

    private static Measurement Measure(Slot slot, TimeSpan length)
    {
        var allocated = GC.GetTotalAllocatedBytes(precise: true);
        var processor = Environment.CpuUsage.TotalTime;
        var start = Stopwatch.GetTimestamp();
        slot.Measure();
        Thread.Sleep(length);
        slot.Close();
        var seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        processor = Environment.CpuUsage.TotalTime - processor;
        return new Measurement(seconds, new Histogram(), GC.GetTotalAllocatedBytes(precise: true) - allocated, processor);
    }
}
