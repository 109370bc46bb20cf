using System.Text.Json.Nodes;

namespace EndToEnd.Tests.ManualActions;

/// <summary>
/// Makes an API as the portal's wizards make one: a backend, a policy that is known by its id, no mark. The identity stands in
/// the policy, because no published type has it on a backend, where the newest wizard puts it.
/// </summary>
internal sealed class PortalApi(ManualActionCloud cloud, string id, string account)
{
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
        await cloud.Arm.PutAsync(
            $"{ArmDriver.Service}/backends/{id}-ai-endpoint",
            Properties(
                $$$"""
                {"protocol": "http", "url": "{{{endpoint.TrimEnd('/')}}}/openai"}
                """
            )
        );
        await cloud.Arm.PutAsync(
            Api,
            Properties(
                $$$"""
                {"displayName": "Team {{{id}}}", "description": "Made in the portal.", "path": "{{{Path}}}", "protocols": ["https"], "subscriptionRequired": true}
                """
            )
        );

        // The service holds an API for a moment after it was made; that moment is skipped.
        await cloud.Control.SkipVisibilityTimeoutAsync();
        await cloud.Arm.PutAsync(
            $"{Api}/operations/chat",
            Properties(
                """
                {"displayName": "Chat", "method": "POST", "urlTemplate": "/deployments/{deployment-id}/chat/completions", "templateParameters": [{"name": "deployment-id", "type": "string", "required": true}]}
                """
            )
        );
        await cloud.Arm.PutAsync(
            $"{Api}/policies/policy",
            new JsonObject
            {
                ["properties"] = new JsonObject
                {
                    ["format"] = "xml",
                    ["value"] = $"""
                    <policies><inbound><base /><set-backend-service id="apim-generated-policy" backend-id="{id}-ai-endpoint" />
                    <authentication-managed-identity resource="https://cognitiveservices.azure.com" />
                    <llm-token-limit counter-key="@(context.Subscription.Id)" tokens-per-minute="100000" estimate-prompt-tokens="true" /></inbound>
                    <backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>
                    """,
                },
            }
        );
    }

    /// <summary>One call as an application makes it, with the key under the name that the API has always had.</summary>
    public Task<Reply> ChatAsync() =>
        cloud.Gateway.PostAsync(
            $"{Path}/deployments/gpt-4o/chat/completions?api-version={GatewayCaller.ApiVersion}&subscription-key={cloud.Gateway.Key}",
            GatewayCaller.Question(),
            with: ""
        );

    private Task GrantAsync() =>
        cloud.Arm.PutAsync(
            $"{ArmDriver.Account(account)}/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}",
            Properties(
                $$"""
                {"roleDefinitionId": "{{ArmDriver.Subscription}}/providers/Microsoft.Authorization/roleDefinitions/{{OpenAIUser}}", "principalId": "{{GatewayPrincipal}}", "principalType": "ServicePrincipal"}
                """
            )
        );

    private static JsonObject Properties(string json) => new() { ["properties"] = JsonNode.Parse(json) };
}
