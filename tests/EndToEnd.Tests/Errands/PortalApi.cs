using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Errands;

/// <summary>Makes an API as the portal's Foundry wizard makes one: identity on the backend, a policy that names it, no mark.</summary>
internal sealed class PortalApi(ErrandCloud cloud, string id, string account)
{
    // A preview from which on a backend carries an identity, as the portal's do.
    private const string Preview = "?api-version=2024-06-01-preview";
    private const string GatewayPrincipal = "11111111-0000-0000-0000-00000000a002";
    private const string OpenAIUser = "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd";

    public string Api => $"{ArmDriver.Service}/apis/{id}";

    public string Path => $"{id}/openai";

    /// <summary>The account with a deployment that no event told of, and the API that people made for it.</summary>
    public async Task MakeAsync()
    {
        await cloud.Arm.PutAccountAsync(account);
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync(drop: 1);
        await cloud.Arm.DeployAsync(account, "gpt-4o");
        await cloud.SettleAsync();
        await cloud.Control.DeliverAsync();
        await GrantAsync();
        var endpoint = (string)(await cloud.Arm.GetAsync(ArmDriver.Account(account)))!["properties"]!["endpoint"]!;
        await cloud.Arm.PutAsync($"{ArmDriver.Service}/backends/{id}-ai-endpoint{Preview}", Properties($$$"""
            {"protocol": "http", "url": "{{{endpoint.TrimEnd('/')}}}/openai", "credentials": {"managedIdentity": {"resource": "https://cognitiveservices.azure.com/"}}}
            """));
        await cloud.Arm.PutAsync(Api, Properties($$$"""
            {"displayName": "Team {{{id}}}", "description": "Made in the portal.", "path": "{{{Path}}}", "protocols": ["https"], "subscriptionRequired": true,
             "subscriptionKeyParameterNames": {"header": "api-key", "query": "subscription-key"}}
            """));
        await cloud.Arm.PutAsync($"{Api}/operations/chat", Properties("""
            {"displayName": "Chat", "method": "POST", "urlTemplate": "/deployments/{deployment-id}/chat/completions", "templateParameters": [{"name": "deployment-id", "type": "string", "required": true}]}
            """));
        await cloud.Arm.PutAsync($"{Api}/policies/policy", new JsonObject
        {
            ["properties"] = new JsonObject
            {
                ["format"] = "xml",
                ["value"] = $"""
                    <policies><inbound><base /><set-backend-service id="apim-generated-policy" backend-id="{id}-ai-endpoint" />
                    <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="100000" estimate-prompt-tokens="true" /></inbound>
                    <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
                    """,
            },
        });
    }

    /// <summary>One call as an application makes it.</summary>
    public Task<Reply> ChatAsync() => cloud.Gateway.PostAsync(
        $"{Path}/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}", GatewayCaller.Question());

    private Task GrantAsync() => cloud.Arm.PutAsync(
        $"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
        Properties($$"""
            {"roleDefinitionId": "{{ArmDriver.Subscription}}/providers/Microsoft.Authorization/roleDefinitions/{{OpenAIUser}}", "principalId": "{{GatewayPrincipal}}", "principalType": "ServicePrincipal"}
            """));

    private static JsonObject Properties(string json) => new() { ["properties"] = JsonNode.Parse(json) };
}
