using Importer.Apim;
using Importer.Gateway;
using Importer.Resources;
using Importer.Tests.Arm;
using Microsoft.Extensions.Logging.Abstractions;

namespace Importer.Tests.Apim;

/// <summary>A service with one API of ours, one of somebody else's, and everything around them.</summary>
internal sealed class ApimScene : IDisposable
{
    public const string Service =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg/providers/Microsoft.ApiManagement/service/contoso-apim";
    public const string Account =
        "/subscriptions/00000000-0000-0000-0000-000000000001/resourceGroups/rg-ai/providers/Microsoft.CognitiveServices/accounts/contoso";
    public const string Principal = "33333333-3333-3333-3333-333333333333";
    public const string Roles = "/providers/Microsoft.Authorization/roleAssignments";

    public static readonly OwnershipKey Key = new(new byte[32], "contoso-apim");

    public static readonly OwnershipTag OwnershipTag = new(ResourceId.Parse(Account), "abc");

    public ApimScene()
    {
        Arm.On($"GET {Service}", ServiceBody())
            .On(
                $"GET {Service}/apis",
                List(
                    Api("contoso-openai", "contoso/openai", $"Models. {ApiOwnershipTag}"),
                    Api("petstore", "petstore", "Hand-made."),
                    Api("petstore;rev=2", "petstore", "", "false")
                )
            )
            .On($"GET {Service}/backends", List(Backend("contoso-openai", $"Models. {BackendOwnershipTag}")))
            .On($"GET {Service}/products", List("""{"name":"ai-team"}""", """{"name":"starter"}"""))
            .On($"GET {Service}/namedValues", List())
            .On($"GET {Service}/tags", List())
            .On($"GET {Service}/apis/contoso-openai/operations", List(Operation("get-it", "GET", "/b"), Operation("chat", "POST", "/a")))
            .On($"GET {Service}/apis/contoso-openai/products", List("""{"name":"ai-team"}"""))
            .On(
                $"GET {Service}/apis/contoso-openai/policies/policy?format=xml",
                new Answer(200, """{"name":"policy","properties":{"format":"xml","value":"<policies/>"}}""").With("ETag", "\"p1\"")
            )
            .On(
                $"GET {Service}/apis/contoso-openai",
                new Answer(200, Api("contoso-openai", "contoso/openai", $"Models. {ApiOwnershipTag}")).With("ETag", "\"a1\"")
            )
            .On(
                $"GET {Service}/backends/contoso-openai",
                new Answer(200, Backend("contoso-openai", $"Models. {BackendOwnershipTag}")).With("ETag", "\"b1\"")
            );
        Gateway = Open();
    }

    public ScriptedArm Arm { get; } = new();

    public ApimGateway Gateway { get; }

    public static Api OurApi { get; } =
        new()
        {
            Id = "contoso-openai",
            DisplayName = "contoso-openai",
            Description = "Models.",
            OwnershipTag = OwnershipTag,
            Path = "contoso/openai",
            Definition = new() { OpenApi = """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{}}""", Operations = [] },
        };

    public static Backend OurBackend { get; } =
        new()
        {
            Id = "contoso-openai",
            Url = new("https://contoso.openai.azure.com/openai"),
            Description = "Models.",
            OwnershipTag = OwnershipTag,
        };

    /// <summary>The ownership tags as they stand in the service, bound to what they stand on.</summary>
    public static OwnershipTag ApiOwnershipTag => ((Api)Key.Bind(OurApi)).OwnershipTag!;

    public static OwnershipTag BackendOwnershipTag => ((Backend)Key.Bind(OurBackend)).OwnershipTag!;

    public static OwnershipTag TagOf(string namedValue) =>
        ((NamedValue)Key.Bind(new NamedValue { Id = namedValue, OwnershipTag = OwnershipTag })).OwnershipTag!;

    public static Diagnostic OurDiagnostic { get; } = new() { Api = "contoso-openai", Logger = "insights" };

    public static ApiTag OurTag { get; } = new() { Tag = "foundry", Api = "contoso-openai" };

    public static RoleGrant OurRole { get; } =
        new()
        {
            Account = ResourceId.Parse(Account),
            RoleId = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
            RoleName = "Cognitive Services OpenAI User",
            Alternatives = ["a97b65f3-24c7-4388-baec-2e87135dc908"],
        };

    public static string List(params string[] items) => $$"""{"value":[{{string.Join(',', items)}}]}""";

    public static string ServiceBody(
        string state = "Succeeded",
        string identity = $$"""{"type":"SystemAssigned","principalId":"{{Principal}}"}"""
    ) =>
        $$"""
            { "id": "{{Service}}", "name": "contoso-apim", "sku": { "name": "Developer" }, "identity": {{identity}},
              "properties": { "provisioningState": "{{state}}", "gatewayUrl": "https://contoso-apim.azure-api.net" } }
            """;

    public static string Api(string id, string path, string description, string current = "true") =>
        $$"""
            { "name": "{{id}}", "properties": { "displayName": "{{id}}", "description": "{{description}}", "path": "{{path}}", "isCurrent": {{current}}, "apiRevision": "1",
              "protocols": ["https"], "subscriptionRequired": true, "subscriptionKeyParameterNames": { "header": "api-key", "query": "subscription-key" } } }
            """;

    public static string Backend(string id, string description) =>
        $$"""
            { "name": "{{id}}", "properties": { "url": "https://contoso.openai.azure.com/openai/", "protocol": "http", "description": "{{description}}" } }
            """;

    public static string Operation(string name, string method, string template) =>
        $$"""{ "name": "{{name}}", "properties": { "method": "{{method}}", "urlTemplate": "{{template}}" } }""";

    public static string Assignment(string scope, string role) =>
        $$"""
            { "id": "{{scope}}{{Roles}}/x", "name": "x", "properties": { "scope": "{{scope}}", "principalId": "{{Principal}}", "roleDefinitionId": "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/{{role}}" } }
            """;

    public static string RolesOn(string scope) => $"GET {scope}{Roles}?$filter=assignedTo('{Principal}')";

    public void Dispose()
    {
        Gateway.Dispose();
        Arm.Dispose();
    }

    public ApimGateway Open(string subscription = "master") =>
        new(
            Arm.Client(),
            new()
            {
                ServiceId = ResourceId.Parse(Service),
                Subscription = subscription,
                ReadOwnershipKey = _ => Task.FromResult(Key),
                ReadKey = (account, _) => Task.FromResult($"key of {account.Name}"),
            },
            Arm.Clock,
            NullLogger<ApimGateway>.Instance
        );

    public Task<GatewayState> ReadAsync(params GatewayResource[] wanted) => ReadAsync(tag => tag == OwnershipTag, wanted);

    public async Task<GatewayState> ReadAsync(Func<OwnershipTag, bool> isInScope, params GatewayResource[] wanted)
    {
        var service = await Gateway.ReadServiceAsync(CancellationToken.None);
        return await Gateway.ReadAsync(
            new()
            {
                Service = service,
                Wanted = wanted,
                IsInScope = isInScope,
            },
            CancellationToken.None
        );
    }

    public Task<WriteFailure?> PutAsync(GatewayResource resource, string? etag = null) =>
        Gateway.PutAsync(resource, etag, CancellationToken.None);

    public Task<WriteFailure?> DeleteAsync(ResourceKey key, string? etag = null) => Gateway.DeleteAsync(key, etag, CancellationToken.None);
}
