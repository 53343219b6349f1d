using System.Globalization;
using System.Text;

namespace Discovery;

/// <summary>Writes the question as a URI. The token is not part of it: URIs get logged.</summary>
internal static class ConsulQuery
{
    /// <summary>The question for the service's instances; with a wait it is held until the index is passed.</summary>
    public static Uri Write(ConsulOptions options, ulong index, TimeSpan? wait)
    {
        var query = new StringBuilder(options.Address!.AbsoluteUri.TrimEnd('/'))
            .Append("/v1/health/service/")
            .Append(Uri.EscapeDataString(options.Service))
            .Append('?');
        if (options.OnlyPassing)
            query.Append("passing&");
        if (options.Stale)
            query.Append("stale&");
        Append(query, "dc", options.Datacenter);
        foreach (var tag in AllTags(options))
            Append(query, "tag", tag);
        Append(query, "filter", options.Filter);
        if (wait is { } span)
        {
            Append(query, "index", index.ToString(CultureInfo.InvariantCulture));
            Append(query, "wait", string.Create(CultureInfo.InvariantCulture, $"{Math.Max(1, (long)span.TotalMilliseconds)}ms"));
        }

        return new Uri(query.ToString(0, query.Length - 1));
    }

    /// <summary>What makes an answer one about this cluster and no other. Without the token.</summary>
    public static string Scope(ConsulOptions options)
    {
        var scope = new StringBuilder(Write(options, index: 0, wait: null).AbsoluteUri);
        scope.Append(CultureInfo.InvariantCulture, $" name={options.NodeName}");
        if (!string.IsNullOrEmpty(options.NameMetadataKey))
            scope.Append(CultureInfo.InvariantCulture, $":{options.NameMetadataKey}");
        if (!string.IsNullOrEmpty(options.TaggedAddress))
            scope.Append(CultureInfo.InvariantCulture, $" address={options.TaggedAddress}");
        return scope.ToString();
    }

    /// <summary>Each tag once, in one order, so that the scope does not depend on how the options were written.</summary>
    public static IEnumerable<string> AllTags(ConsulOptions options) =>
        (options.Tags ?? [])
            .Append(options.Tag ?? "")
            .Where(tag => tag.Length > 0)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

    private static void Append(StringBuilder query, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            query.Append(name).Append('=').Append(Uri.EscapeDataString(value)).Append('&');
    }
}
