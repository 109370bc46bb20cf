using System.Text.Json.Serialization;

namespace LocalAzure.EventGrid;

/// <summary>JSON of this room's control route.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, PropertyNameCaseInsensitive = true)]
[JsonSerializable(typeof(DeliverySettings))]
internal sealed partial class EventGridJson : JsonSerializerContext;
