using Importer.Gateway;

namespace Importer.Apim;

/// <summary>Where everything is below an API Management service.</summary>
/// <remarks>Source: https://learn.microsoft.com/rest/api/apimanagement/operation-groups</remarks>
internal sealed class ApimPaths(ResourceId service)
{
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

    public string Api(string id) => $"{Apis}/{id}";

    public string Operations(string api) => $"{Api(api)}/operations";

    public string Policy(string api) => $"{Api(api)}/policies/policy";

    public string OperationPolicy(string api, string operation) => $"{Operations(api)}/{operation}/policies/policy";

    public string ProductsOf(string api) => $"{Api(api)}/products";

    public string TagsOf(string api) => $"{Api(api)}/tags";

    public string Diagnostic(string api) => $"{Api(api)}/diagnostics/applicationinsights";

    public string Link(string product, string api) => $"{Products}/{product}/apis/{api}";

    public string ListSecrets(string subscription) => $"{Service}/subscriptions/{subscription}/listSecrets";

    /// <summary>The path of what <paramref name="key"/> names; null for kinds that have none of their own.</summary>
    public string? Of(ResourceKey key) => key.Kind switch
    {
        ResourceKind.Api => Api(key.Name),
        ResourceKind.Policy => Policy(key.Name),
        ResourceKind.Backend => $"{Backends}/{key.Name}",
        ResourceKind.NamedValue => $"{NamedValues}/{key.Name}",
        ResourceKind.Diagnostic => Diagnostic(key.Name),
        ResourceKind.ProductLink => Link(BeforeSlash(key), ApiOf(key) ?? ""),
        ResourceKind.Tag => $"{TagsOf(ApiOf(key) ?? "")}/{BeforeSlash(key)}",
        _ => null,
    };

    /// <summary>The API that <paramref name="key"/> belongs to; null when it belongs to none.</summary>
    public static string? ApiOf(ResourceKey key) => key.Kind switch
    {
        ResourceKind.Api or ResourceKind.Policy or ResourceKind.Diagnostic => key.Name,
        ResourceKind.ProductLink or ResourceKind.Tag => key.Name[(key.Name.IndexOf('/', StringComparison.Ordinal) + 1)..],
        _ => null,
    };

    /// <summary>The role assignments of one principal that reach <paramref name="scope"/>.</summary>
    public static string RolesOf(string principalId, ResourceId scope) =>
        $"{scope.Value}/providers/Microsoft.Authorization/roleAssignments?$filter={Uri.EscapeDataString($"principalId eq '{principalId}'")}";

    /// <summary>One role assignment.</summary>
    public static string Role(ResourceId scope, Guid name) => $"{scope.Value}/providers/Microsoft.Authorization/roleAssignments/{name}";

    /// <summary>A role's definition.</summary>
    public static string RoleDefinition(ResourceId scope, string role) =>
        $"/subscriptions/{scope.Subscription}/providers/Microsoft.Authorization/roleDefinitions/{role}";

    private static string BeforeSlash(ResourceKey key) => key.Name[..key.Name.IndexOf('/', StringComparison.Ordinal)];
}
