using System.Globalization;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Quickstart;

/// <summary>Draws the stage.</summary>
internal static class Views
{
    public static IRenderable Now(Stage stage)
    {
        var list = stage.Directory.Current;
        var nodes = new Table().Border(TableBorder.Rounded).AddColumns("Node", "Share of keys", "Connections opened");
        foreach (var node in list.Set.Nodes)
            nodes.AddRow(Markup.Escape(node.Name), Percent(stage.Map?.ShareOf(node.Name)), Count(stage.Connections.Opened(node.Name)));
        var text = $"List from [bold]{list.Origin}[/] ({Markup.Escape(list.Source ?? "-")}), age {list.Age?.TotalSeconds:0.0} s, generation {list.Generation}";
        if (list.LastFailure is { } failure)
            text += $"\n[yellow]{Markup.Escape(failure)}[/]";
        var stream = stage.Stream;
        text += $"\nHits [green]{Count(stream.Hits)}[/]  misses {Count(stream.Misses)}  errors [red]{Count(stream.Errors)}[/]";
        return new Rows(new Rule(Markup.Escape(stage.Title)).LeftJustified(), nodes, new Markup(text));
    }

    public static IRenderable Chapters(IEnumerable<Chapter> chapters)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumns(
            "What happened", "Nodes", "List from, age", "Keys moved", "Ideal 1/n", "Hits", "Misses", "Errors", "Connections kept", "Opened");
        foreach (var chapter in chapters)
        {
            table.AddRow(
                Markup.Escape(chapter.Title), chapter.Nodes, chapter.Origin, Percent(chapter.Moved), Percent(chapter.Ideal),
                Count(chapter.Hits), Count(chapter.Misses), Count(chapter.Errors), Count(chapter.Kept), Count(chapter.Opened));
        }

        return table;
    }

    private static string Percent(double? share) => share?.ToString("P1", CultureInfo.InvariantCulture) ?? "-";

    private static string Count(long number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
