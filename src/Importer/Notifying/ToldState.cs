using System.Text.Json.Serialization;

namespace Importer.Notifying;

/// <summary>What one webhook knows.</summary>
internal sealed record ToldState
{
    /// <summary>The subjects it was told last that they need a person.</summary>
    public IReadOnlyList<string> Told { get; init => field = value ?? []; } = [];

    /// <summary>The subjects that somebody is telling it right now; null when nobody is.</summary>
    public IReadOnlyList<string>? Telling { get; init; }

    /// <summary>Since when (UTC).</summary>
    public DateTimeOffset? Since { get; init; }
}

/// <summary>The document <c>notify/state.json</c>: what each webhook knows, by a digest of its address, which is a secret.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(Dictionary<string, ToldState>))]
internal sealed partial class ToldJson : JsonSerializerContext;
