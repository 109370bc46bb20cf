using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LocalAzure.State;

namespace LocalAzure.Arm.ApiManagement;

/// <summary>
/// OpenAPI import with the rules and limits of
/// https://learn.microsoft.com/azure/api-management/api-management-api-import-restrictions
/// </summary>
internal static class ApiImport
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <exception cref="ArmRefusedException">The import fails, with the reason.</exception>
    public static ImportedApi Read(string format, string value, string? translate)
    {
        if (format is not ("openapi+json" or "openapi"))
        {
            throw ArmErrors.NotSimulated($"the import format '{format}' (openapi+json and openapi with JSON are)");
        }

        var document = Parse(value);
        var version = (string?)document["openapi"];
        if (
            version is null
            || !(version.StartsWith("3.0", StringComparison.Ordinal) || version.StartsWith("3.1", StringComparison.Ordinal))
        )
        {
            throw Fault("openapi", $"The OpenAPI version '{version}' is not supported: 3.0 and 3.1 are.");
        }

        SpecReferences.Check(document);
        var asTemplate = !ResourceIds.Same(translate, "query");
        return new ImportedApi(
            (string?)document["info"]?["title"] ?? throw Fault("info.title", "The title is required."),
            (string?)document["info"]?["description"],
            SpecServers.FirstHttps(document),
            SpecOperations.Read(document, asTemplate)
        );
    }

    /// <summary>Writes the operations; those that are gone from the document leave with their policies.</summary>
    public static void Replace(ResourceStore store, string api, IReadOnlyList<JsonObject> operations)
    {
        var names = operations.Select(one => (string)one["name"]!).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var old in store.Children(api, ApiManagementTypes.Operations).Where(old => !names.Contains(old.Name)))
        {
            store.Remove(old.Id);
        }

        foreach (var operation in operations)
        {
            var name = (string)operation["name"]!;
            operation.Remove("name");
            store.Put($"{api}/operations/{name}", ApiManagementTypes.Operations, operation);
        }
    }

    public static ArmRefusedException Fault(string target, string message) =>
        ArmErrors.Validation((target, $"Parsing error(s): {message}"));

    private static JsonObject Parse(string value)
    {
        if (Encoding.UTF8.GetByteCount(value) > MaxBytes)
        {
            throw Fault("value", $"The specification is larger than {MaxBytes} bytes.");
        }

        try
        {
            // A byte order mark breaks the import, too: https://github.com/Azure/azure-cli/issues/29405
            return JsonNode.Parse(value) as JsonObject ?? throw new JsonException("The input is not a JSON object.");
        }
        catch (JsonException fault)
        {
            throw Fault("value", $"The input OpenAPI file is not valid JSON. {fault.Message}");
        }
    }
}
