using System.Text.Json.Serialization;

namespace LocalAzure.Gateway;

/// <summary>JSON of this room's control route.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    UseStringEnumConverter = true
)]
[JsonSerializable(typeof(GatewaySettings))]
internal sealed partial class GatewayJson : JsonSerializerContext;
