using Spectre.Console;

namespace Quickstart;

/// <summary>Shows the stage as it changes: redrawn in place on a terminal, as lines anywhere else.</summary>
internal sealed class Screen : IAsyncDisposable
{
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(100);
    private const int FileColumns = 150;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _drawing;
    private bool _stopped;

    private Screen(Stage stage) => _drawing = IsTerminal
        ? AnsiConsole.Live(Views.Now(stage)).StartAsync(context => RedrawAsync(() => context.UpdateTarget(Views.Now(stage))))
        : RedrawAsync(() => PrintNews(stage));

    private static bool IsTerminal => !Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi;

    public static Screen Start(Stage stage)
    {
        if (!IsTerminal)
        {
            AnsiConsole.Profile.Capabilities.Ansi = false;
            AnsiConsole.Profile.Width = FileColumns;
        }

        return new Screen(stage);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopped)
            return;
        _stopped = true;
        await _stop.CancelAsync();
        await _drawing;
        _stop.Dispose();
    }

    private static void PrintNews(Stage stage)
    {
        while (stage.TryTakeNews(out var title))
        {
            AnsiConsole.MarkupLineInterpolated($"{title}");
            AnsiConsole.Write(Views.Now(stage));
        }
    }

    private async Task RedrawAsync(Action draw)
    {
        while (!_stop.IsCancellationRequested)
        {
            draw();
            await Task.Delay(Frame, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        draw();
    }
}
