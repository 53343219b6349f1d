using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Discovery.Cache;

/// <summary>
/// System.Text.Json as the serialiser. With options that have a source-generated <see cref="JsonSerializerOptions.TypeInfoResolver"/>
/// it needs no reflection and is safe for trimming and Native AOT.
/// </summary>
public sealed class JsonCacheSerializer : ICacheSerializer
{
    private readonly JsonSerializerOptions _options;

    /// <summary>Makes the serialiser.</summary>
    /// <param name="options">How to write and read; null for the defaults of System.Text.Json, which find types by reflection.</param>
    public JsonCacheSerializer(JsonSerializerOptions? options = null) => _options = Ready(options);

    /// <inheritdoc/>
    public void Serialize<T>(T value, IBufferWriter<byte> target)
    {
        using var writer = new Utf8JsonWriter(target);
        JsonSerializer.Serialize(writer, value, TypeInfo<T>());
    }

    /// <inheritdoc/>
    public T? Deserialize<T>(ReadOnlyMemory<byte> source) => JsonSerializer.Deserialize(source.Span, TypeInfo<T>());

    // options that name no resolver mean the one that reflects, as everywhere in System.Text.Json
    [UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "an application without reflection gives its own options; the switch says so")]
    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "as above")]
    private static JsonSerializerOptions Ready(JsonSerializerOptions? options)
    {
        options ??= JsonSerializer.IsReflectionEnabledByDefault ? JsonSerializerOptions.Default : new JsonSerializerOptions();
        if (!options.IsReadOnly && options.TypeInfoResolver is null && JsonSerializer.IsReflectionEnabledByDefault)
            options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }

    private JsonTypeInfo<T> TypeInfo<T>() => (JsonTypeInfo<T>)_options.GetTypeInfo(typeof(T));
}
