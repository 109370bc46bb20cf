using System.Diagnostics;
using System.Text.Json;
using LocalAzure.Control;
using Xunit.Abstractions;
using static LocalAzure.Tests.CloudUnderTest;

namespace LocalAzure.Tests.Arm;

/// <summary>Every request and answer of a walk over all simulated types, judged by the published ARM types.</summary>
public sealed class PublishedShapesTests(ITestOutputHelper output)
{
    private const string Xml =
        """<policies><inbound><base /></inbound><backend><base /></backend><outbound><base /></outbound><on-error><base /></on-error></policies>""";

    [Fact]
    public async Task Every_call_and_answer_keeps_to_the_published_types()
    {
        await using var test = await StartStillAsync();
        await WalkAccountsAsync(test);
        await WalkServiceAsync(test);
        await WalkApiAsync(test);
        await WalkRestAsync(test);
        await WalkRolesAsync(test);
        await Judge(test.Cloud.Journal.Read("arm"));
    }

    private static async Task WalkAccountsAsync(CloudUnderTest test)
    {
        await test.AddAccountAsync("contoso", "AIServices", "gpt-4o", "text-embedding-3-large");
        foreach (var version in new[] { "2025-06-01", "2025-09-01", "2026-07-01" })
        {
            await test.GetAsync($"{Accounts}/contoso", version);
            await test.GetAsync(Accounts, version);
            await test.GetAsync($"{Accounts}/contoso/deployments", version);
            await test.GetAsync($"{Accounts}/contoso/deployments/gpt-4o", version);
        }

        await test.GetAsync($"{Accounts}/contoso/models", "2025-09-01");
        await test.PostAsync($"{Accounts}/contoso/listKeys");
        await test.PatchAsync($"{Accounts}/contoso", """{"tags":{"a":"b"}}""", null);
        await test.DoneAsync(test.PatchAsync($"{Accounts}/contoso/deployments/gpt-4o", """{"tags":{"a":"b"}}""", null));
        await test.DeleteAsync($"{Accounts}/contoso/deployments/gpt-4o", null);
        await test.GetAsync($"{Accounts}/contoso/deployments/gpt-4o");
    }

    private static async Task WalkServiceAsync(CloudUnderTest test)
    {
        await test.GetAsync(Service);
        await test.GetAsync($"{Group}/providers/Microsoft.ApiManagement/service");
        await test.DoneAsync(test.PatchAsync(Service, """{"identity":{"type":"SystemAssigned"}}""", null));
    }

    private static async Task WalkApiAsync(CloudUnderTest test)
    {
        var api = $"{Service}/apis/contoso-openai";
        await test.DoneAsync(
            test.PutAsync(
                $"{api}",
                """{"properties":{"displayName":"c","path":"contoso/openai","protocols":["https"],"subscriptionKeyParameterNames":{"header":"api-key","query":"subscription-key"}}}"""
            )
        );
        await test.PutAsync(
            $"{api}/operations/chat",
            """{"properties":{"displayName":"chat","method":"POST","urlTemplate":"/deployments/{d}/chat","templateParameters":[{"name":"d","type":"string","required":true}]}}"""
        );
        await test.PutAsync($"{Service}/backends/b", """{"properties":{"url":"https://x.example/openai","protocol":"http"}}""");
        await test.PutAsync(
            $"{api}/policies/policy",
            $$$"""{"properties":{"format":"rawxml","value":{{{JsonSerializer.Serialize(Xml)}}}}}"""
        );
        await test.PutAsync($"{api}/policies/policy", """{"properties":{"format":"xml","value":"<policies><x/></policies>"}}""");
        foreach (
            var path in new[]
            {
                api,
                $"{Service}/apis",
                $"{api}/operations",
                $"{api}/operations/chat",
                $"{api}/policies/policy?format=rawxml",
                $"{api}/policies",
                $"{Service}/policies/policy",
                $"{Service}/backends",
                $"{Service}/backends/b",
            }
        )
        {
            await test.GetAsync(path);
        }

        await test.PutAsync($"{Service}/products/ai-team/apis/contoso-openai");
        await test.SendAsync(HttpMethod.Head, $"{Service}/products/ai-team/apis/contoso-openai");
        await test.GetAsync($"{Service}/products/ai-team/apis");
        await test.GetAsync($"{api}/products");
        await test.DeleteAsync($"{Service}/products/ai-team/apis/contoso-openai", null);
        await test.PutAsync($"{Service}/products/ai-team/apiLinks/l1", $$$"""{"properties":{"apiId":"{{{api}}}"}}""");
        await test.GetAsync($"{Service}/products/ai-team/apiLinks");
        await test.PatchAsync(api, """{"properties":{"description":"d"}}""");
        await test.SendAsync(HttpMethod.Head, api);
        await test.DeleteAsync($"{api}?deleteRevisions=true");
        await test.DeleteAsync($"{Service}/backends/b");
    }

    private static async Task WalkRestAsync(CloudUnderTest test)
    {
        await test.PutAsync($"{Service}/tags/t", """{"properties":{"displayName":"t"}}""");
        await test.PutAsync($"{Service}/apis/petstore/tags/t");
        await test.DoneAsync(
            test.PutAsync($"{Service}/namedValues/nv", """{"properties":{"displayName":"nv","value":"s","secret":true}}""")
        );
        await test.PostAsync($"{Service}/namedValues/nv/listValue");
        await test.PutAsync(
            $"{Service}/subscriptions/s1",
            """{"properties":{"displayName":"s","scope":"/products/ai-team","state":"active"}}"""
        );
        await test.PostAsync($"{Service}/subscriptions/master/listSecrets");
        await test.PutAsync(
            $"{Service}/loggers/ai",
            """{"properties":{"loggerType":"applicationInsights","credentials":{"instrumentationKey":"k"}}}"""
        );
        await test.PutAsync($"{Service}/diagnostics/applicationinsights", """{"properties":{"loggerId":"/loggers/ai","metrics":true}}""");
        await test.PutAsync(
            $"{Service}/apis/petstore/diagnostics/applicationinsights",
            """{"properties":{"loggerId":"/loggers/ai","metrics":true}}"""
        );
        await test.DoneAsync(
            test.PutAsync(
                $"{Service}/policyFragments/f",
                """{"properties":{"format":"xml","value":"<fragment><set-variable name=\"a\" value=\"b\" /></fragment>"}}"""
            )
        );
        await test.PutAsync(
            $"{Service}/caches/default",
            """{"properties":{"connectionString":"redis:6380","useFromLocation":"default"}}"""
        );
        foreach (
            var list in new[]
            {
                "tags",
                "namedValues",
                "subscriptions",
                "loggers",
                "diagnostics",
                "policyFragments",
                "caches",
                "products",
                "apis/petstore/tags",
                "products/ai-team/subscriptions",
            }
        )
        {
            await test.GetAsync($"{Service}/{list}");
        }

        await test.GetAsync($"{Service}/subscriptions?$top=1");
        await test.DeleteAsync($"{Service}/namedValues/nv");
    }

    private static async Task WalkRolesAsync(CloudUnderTest test)
    {
        var assignment = $"{Accounts}/contoso/providers/Microsoft.Authorization/roleAssignments/{Guid.NewGuid()}";
        await test.PutAsync(
            assignment,
            $$$"""{"properties":{"roleDefinitionId":"{{{Subscription}}}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd","principalId":"11111111-0000-0000-0000-00000000a002","principalType":"ServicePrincipal"}}"""
        );
        await test.GetAsync($"{Accounts}/contoso/providers/Microsoft.Authorization/roleAssignments?$filter=atScope()");
        await test.GetAsync(
            $"{Subscription}/providers/Microsoft.Authorization/roleDefinitions?$filter=roleName eq 'Cognitive Services User'"
        );
        await test.GetAsync($"{Subscription}/providers/Microsoft.Authorization/roleDefinitions/5e0bd9bd-7b93-4f28-af87-19fc36ad61bd");
        await test.DeleteAsync(assignment, null);
    }

    private async Task Judge(IReadOnlyList<JournalEntry> journal)
    {
        Assert.All(journal, entry => Assert.True(entry.Status < 500, $"{entry.Method} {entry.Path}: {entry.Status} {entry.Response}"));
        if (Shared.Find("specs", "validator", "validate.mjs") is not { } validator)
        {
            output.WriteLine("Not checked: the published ARM types are not beside the repository.");
            return;
        }

        var file = Path.GetTempFileName();
        await File.WriteAllLinesAsync(
            file,
            journal
                .Where(entry => entry.Path.Contains("/providers/", StringComparison.Ordinal))
                .Select(entry => JsonSerializer.Serialize(entry, ControlJson.Default.JournalEntry))
        );
        var start = new ProcessStartInfo("node", [validator, "--strict", file]) { RedirectStandardOutput = true };
        using var node = Process.Start(start)!;
        var said = await node.StandardOutput.ReadToEndAsync();
        await node.WaitForExitAsync();
        File.Delete(file);
        output.WriteLine(said);
        Assert.True(
            node.ExitCode == 0,
            string.Join(
                '\n',
                said.Split('\n')
                    .Where(line => !line.StartsWith("OK", StringComparison.Ordinal) && !line.Contains("warning", StringComparison.Ordinal))
            )
        );
    }
}
