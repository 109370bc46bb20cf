using Importer.Arm;
using Importer.Gateway;
using Importer.Resources;

namespace Importer.Apim;

/// <summary>Where everything is below an API Management service. Every id is checked here, wherever it comes from.</summary>
/// <remarks>
/// Sources: https://learn.microsoft.com/rest/api/apimanagement/operation-groups, and for the ids
/// https://learn.microsoft.com/azure/templates/microsoft.apimanagement/2024-05-01/service/apis (and its siblings)
/// </remarks>
internal sealed class ApimPaths(ResourceId service)
{
    private const int MaxId = 256;
    private const int MaxShortId = 80;

    private static readonly char[] NotInIds = [.. "*#&+:<>?"];

    /// <summary>The version of Microsoft.ApiManagement that everything here speaks.</summary>
    public const string ApiVersion = "2024-05-01";

    /// <summary>The version of Microsoft.Authorization.</summary>
    public const string AuthorizationVersion = "2022-04-01";

    public ResourceId ServiceId => service;

    public string Service => service.Value;

    public string Apis => $"{Service}/apis";

    public string Backends => $"{Service}/backends";

    public string Products => $"{Service}/products";

    public string NamedValues => $"{Service}/namedValues";

    public string Loggers => $"{Service}/loggers";

    public string Caches => $"{Service}/caches";

    public string Fragments => $"{Service}/policyFragments";

    public string Tags => $"{Service}/tags";

    /// <summary>The Application Insights diagnostic of all APIs.</summary>
    public string ServiceDiagnostic => $"{Service}/diagnostics/applicationinsights";

    public string Api(string id) => $"{Apis}/{Id("API", id)}";

    public string Subscriptions => $"{Service}/subscriptions";

    public string Fragment(string id) => $"{Fragments}/{Id("policy fragment", id, MaxShortId)}";

    public string OperationPolicy(string api, string operation) =>
        $"{Operations(api)}/{Id("operation", operation, MaxShortId)}/policies/policy";

    public string Operations(string api) => $"{Api(api)}/operations";

    /// <summary>The policy of all APIs.</summary>
    public string ServicePolicy => $"{Service}/policies/policy";

    public string ProductPolicy(string product) => $"{Products}/{product}/policies/policy";

    public string Policy(string api) => $"{Api(api)}/policies/policy";

    public string ApisOf(string product) => $"{Products}/{Id("product", product)}/apis";

    public string ProductsOf(string api) => $"{Api(api)}/products";

    public string TagsOf(string api) => $"{Api(api)}/tags";

    public string Diagnostic(string api) => $"{Api(api)}/diagnostics/applicationinsights";

    public string Backend(string id) => $"{Backends}/{Id("backend", id, MaxShortId)}";

    public string NamedValue(string id) => $"{NamedValues}/{Id("named value", id)}";

    public string Tag(string id) => $"{Tags}/{Id("tag", id)}";

    public string TagLink(string api, string tag) => $"{TagsOf(api)}/{Id("tag", tag)}";

    public string Link(string product, string api) => $"{Products}/{Id("product", product)}/apis/{Id("API", api)}";

    public string ListSecrets(string subscription) => $"{Subscriptions}/{Id("subscription", subscription)}/listSecrets";

    /// <summary>The path of what <paramref name="key"/> names; null for kinds that have none of their own.</summary>
    public string? Of(ResourceKey key) =>
        key.Kind switch
        {
            ResourceKind.Api => Api(key.Name),
            ResourceKind.Policy => Policy(key.Name),
            ResourceKind.OperationPolicy => OperationPolicy(ApiOf(key) ?? "", BeforeSlash(key)),
            ResourceKind.Backend => Backend(key.Name),
            ResourceKind.NamedValue => NamedValue(key.Name),
            ResourceKind.Fragment => Fragment(key.Name),
            ResourceKind.Diagnostic => Diagnostic(key.Name),
            ResourceKind.ProductLink => Link(BeforeSlash(key), ApiOf(key) ?? ""),
            ResourceKind.Tag => TagLink(ApiOf(key) ?? "", BeforeSlash(key)),
            _ => null,
        };

    /// <summary>The API that <paramref name="key"/> belongs to; null when it belongs to none.</summary>
    public static string? ApiOf(ResourceKey key) =>
        key.Kind switch
        {
            ResourceKind.Api or ResourceKind.Policy or ResourceKind.Diagnostic => key.Name,
            ResourceKind.ProductLink or ResourceKind.Tag or ResourceKind.OperationPolicy => key.Name[
                (key.Name.IndexOf('/', StringComparison.Ordinal) + 1)..
            ],
            _ => null,
        };

    /// <summary>The role assignments of one principal, its own and those of its groups, that reach <paramref name="scope"/>.</summary>
    public static string RolesOf(string principalId, ResourceId scope) =>
        $"{scope.Value}/providers/Microsoft.Authorization/roleAssignments?$filter={Uri.EscapeDataString($"assignedTo('{principalId}')")}";

    /// <summary>One role assignment.</summary>
    public static string Role(ResourceId scope, Guid name) => $"{scope.Value}/providers/Microsoft.Authorization/roleAssignments/{name}";

    /// <summary>A role's definition, read where it is assigned: no right beyond that place is needed.</summary>
    public static string RoleDefinitionAt(ResourceId scope, string role) =>
        $"{scope.Value}/providers/Microsoft.Authorization/roleDefinitions/{role}";

    /// <summary>A role's definition.</summary>
    public static string RoleDefinition(ResourceId scope, string role) =>
        $"/subscriptions/{scope.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}";

    private static string BeforeSlash(ResourceKey key) => key.Name[..Math.Max(0, key.Name.IndexOf('/', StringComparison.Ordinal))];

    // One segment of a path, or no request at all: an id that leads elsewhere must not be sent, escaped or not.
    private static string Id(string kind, string id, int most = MaxId) =>
        IsId(id, most)
            ? id
            : throw ArmLinks.Refused(
                $"'{ArmLinks.Shown(id)}' is no id of a {kind} (1 to {most} characters, one path segment, none of * # & + : < > ? % / \\); nothing was sent"
            );

    private static bool IsId(string id, int most) => id.Length <= most && ArmLinks.IsSegment(id) && id.IndexOfAny(NotInIds) < 0;
}
