using System.Text.Json.Nodes;

namespace EndToEnd.Tests.Settings;

/// <summary>Source OpenApi: a document behind an address, imported, called, pinned and changed.</summary>
[Collection(nameof(SettingsCloud))]
public sealed class OpenApiTests(SettingsCloud cloud)
{
    [Fact]
    public async Task A_document_behind_an_address_becomes_an_api_and_its_silent_change_waits_for_a_person()
    {
        SettingsCloud.Documents.Publish(Document("/chat/completions"));
        await cloud.StartAsync("byspec", ["source=openapi"]);

        Assert.Equal(["/deployments/{deployment-id}/chat/completions"], await TemplatesAsync("byspec-openai"));
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.ChatAsync("byspec", "gpt-4o")).Said, StringComparison.Ordinal);
        var probe = (await cloud.Control.JournalAsync("gateway")).First(call => call.Path.StartsWith("/byspec/", StringComparison.Ordinal));
        Assert.EndsWith("/chat/completions?api-version=2024-06-01", probe.Path, StringComparison.Ordinal);

        SettingsCloud.Documents.Publish(Document("/chat/completions", "/embeddings"));
        var mark = await cloud.Control.MarkAsync();
        await cloud.Arm.DeployAsync("byspec", "gpt-4o-mini");
        await cloud.SettleAsync();
        Assert.Empty(await cloud.Control.WritesAsync(mark));
        Assert.Single(await TemplatesAsync("byspec-openai"));

        Assert.Contains(
            await cloud.PlanOfAsync("byspec"),
            step =>
                step.StartsWith("update api byspec-openai", StringComparison.OrdinalIgnoreCase)
                && step.Contains("document", StringComparison.Ordinal)
        );
        await cloud.Importer.ImportAsync(ArmDriver.Account("byspec"));
        Assert.Equal(2, (await TemplatesAsync("byspec-openai")).Count);
        Assert.Contains(304, SettingsCloud.Documents.Answers);
    }

    [Fact]
    public async Task A_document_that_cannot_be_imported_is_told_with_the_place_and_the_last_good_one_stands_in()
    {
        SettingsCloud.Documents.Publish(Document("/chat/completions"));
        await cloud.StartAsync("goodspec", ["source=openapi"]);
        SettingsCloud.Documents.Publish(
            """{"openapi":"3.0.1","info":{"title":"t","version":"1"},"paths":{"/a":{"get":{"operationId":"x","parameters":[{"$ref":"other.json#/a"}],"responses":{}}}}}"""
        );
        await cloud.StartAsync("badspec", ["source=openapi"]);

        var run = await cloud.Importer.ImportAsync(ArmDriver.Account("badspec"));

        Assert.Contains("#/paths/~1a/get/parameters/0", run.Json["setAside"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Single(await cloud.Arm.ApisOfAsync("badspec"));
    }

    [Fact]
    public async Task An_http_api_carries_openai_in_its_operations_and_not_in_its_backend()
    {
        await cloud.StartAsync("plain", ["source=http"]);

        Assert.Equal([new("plain", "plain")], await cloud.Arm.ApisOfAsync("plain"));
        Assert.Contains("/openai/deployments/{deployment}/chat/completions", await TemplatesAsync("plain"));
        Assert.DoesNotContain(
            "openai",
            ((string?)(await cloud.Arm.GetAsync($"{ArmDriver.Service}/backends/plain-ai-endpoint"))!["properties"]!["url"])!,
            StringComparison.Ordinal
        );
        Assert.Null((await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/plain"))!["properties"]!["serviceUrl"]);
        Assert.StartsWith("This is gpt-4o", (await cloud.Gateway.ChatAsync("plain", "gpt-4o")).Said, StringComparison.Ordinal);
    }

    /// <summary>A document with some operations of a deployment.</summary>
    public static string Document(params string[] ends) =>
        new JsonObject
        {
            ["openapi"] = "3.0.1",
            ["info"] = new JsonObject { ["title"] = "Models", ["version"] = "2024-06-01" },
            ["servers"] = new JsonArray(
                new JsonObject
                {
                    ["url"] = "https://contoso.openai.azure.com/openai",
                    ["variables"] = new JsonObject { ["endpoint"] = new JsonObject { ["default"] = "contoso.openai.azure.com" } },
                }
            ),
            ["paths"] = new JsonObject(
                ends.Select(end => KeyValuePair.Create($"/deployments/{{deployment-id}}{end}", (JsonNode?)Path(end)))
            ),
        }.ToJsonString();

    private static JsonObject Path(string end) =>
        JsonNode
            .Parse(
                $$"""
                {
                  "post": {
                    "operationId": "{{end.Trim('/').Replace('/', '_')}}_create",
                    "parameters": [
                      { "name": "deployment-id", "in": "path", "required": true, "schema": { "type": "string" } },
                      { "name": "api-version", "in": "query", "required": true, "schema": { "type": "string" } }
                    ],
                    "responses": { "200": { "description": "OK" } }
                  }
                }
                """
            )!
            .AsObject();

    private async Task<IReadOnlyList<string>> TemplatesAsync(string api) =>
        [
            .. (await cloud.Arm.GetAsync($"{ArmDriver.Service}/apis/{api}/operations"))!["value"]!
                .AsArray()
                .Select(one => (string)one!["properties"]!["urlTemplate"]!)
                .Order(StringComparer.Ordinal),
        ];
}
