using System.Text.Json.Nodes;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>What an OpenAPI document gives to an API.</summary>
/// <param name="Title">Becomes the display name.</param>
/// <param name="ServiceUrl">The first https server; null when there is none.</param>
/// <param name="Operations">Operation documents with their resource name in <c>name</c>.</param>
internal sealed record ImportedApi(string Title, string? Description, string? ServiceUrl, IReadOnlyList<JsonObject> Operations);
