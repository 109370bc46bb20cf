using System.Text.Json.Serialization;

namespace LocalAzure.Foundry;

/// <summary>JSON of this room's control route.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    PropertyNameCaseInsensitive = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(DeploymentFault))]
internal sealed partial class FoundryJson : JsonSerializerContext;
